import { z } from "zod";
import { hostName, list, object, oneOf, text, whole } from "./fields.ts";

/** Settings of the platform hold keys and tokens of the app itself: a check must not carry them anywhere. */
const ofThePlatform =
  /^(applicationinsights|appinsights|app_?service|azure|container|functions?|identity|msi|scm|website)/i;

const setting = text({
  be: "the name of an app setting",
  pattern: /^[a-z][a-z0-9_]*$/i,
  means: "It holds the header's value.",
  isSecret: true,
}).refine((name) => !ofThePlatform.test(name), "must be a setting of your own, none of the platform's");

/** What the request itself says, or what would change how it is sent. */
const reserved = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-environment",
]);

const headers = z
  .record(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, "must be a header's name in lower case")
      .refine((name) => !reserved.has(name), "is set by the request itself"),
    object(
      { setting },
      'As {"setting": "SHOP_KEY"}: the app setting that holds the value, never the value itself.',
    ),
  )
  .describe(
    'Headers that this check sends. Each names the app setting that holds its value, which may be a Key Vault reference: {"x-key": {"setting": "SHOP_KEY"}}.',
  );

export const check = object(
  {
    name: text({
      be: "a name",
      pattern: /./,
      means: "What the journal and verdicts call it. Unique in the pair.",
    }),
    path: text({ be: 'a path that begins with "/"', pattern: /^\//, means: "What is requested." }),
    host: hostName("The Host header, at the origin only; a preview is asked by its own name."),
    expectStatus: whole(100, 599, "The HTTP status that passes.").default(200),
    latencyMs: whole(1, 10_000, "A slower answer fails.").default(500),
    via: list(oneOf(["origin", "preview"], "A way to reach the environment."), {
      be: 'a list of "origin", "preview" or both',
      means: "How the environment is reached. Leave out origin where origins are locked to Front Door.",
    }).default(["origin", "preview"]),
    headers: headers.optional(),
  },
  "One HTTP request that a healthy environment answers.",
);

export const verdict = object(
  {
    samples: whole(1, 60, "How often each check is made."),
    healthyAtLeast: whole(1, 60, "How many samples must pass. Not more than samples."),
    intervalSeconds: whole(
      1,
      120,
      "The time between two samples. Samples × intervalSeconds may be 300 at most.",
    ),
  },
  "How the checks become a verdict.",
)
  .refine((policy) => policy.healthyAtLeast <= policy.samples, "healthyAtLeast must not be above samples")
  .refine(
    (policy) => policy.samples * policy.intervalSeconds <= 300,
    "samples × intervalSeconds must not be above 300: a command waits that long",
  );
