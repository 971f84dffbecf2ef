import { z } from "zod";
import type { Pair } from "./domain/environment/pair.ts";
import { faultsIn, type PairFault } from "./domain/environment/pair-faults.ts";

const id = (type: string, tail: string) =>
  z
    .string()
    .regex(
      new RegExp(
        `^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/${type.replace(".", "\\.")}/${tail}$`,
        "i",
      ),
      `must be the Azure resource id of a ${type} resource`,
    );

const segment = "[^/]+";
const host = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i, "must be a host name");
const resourceName = z.string().regex(/^[a-z0-9][a-z0-9-]*$/i, "must be the name of a Front Door resource");

const environment = z.strictObject({
  clusterId: id("Microsoft.ContainerService", `managedClusters/${segment}`).describe(
    "The AKS cluster; it may not exist yet.",
  ),
  originHost: host.describe("The permanent host name of this color's origin."),
  address: z
    .discriminatedUnion("kind", [
      z
        .strictObject({ kind: z.literal("staticIp") })
        .describe("A public IP outside the node resource group, pinned by the ingress' Service."),
      z.strictObject({
        kind: z.literal("dns"),
        recordSetId: id("Microsoft.Network", `dnsZones/${segment}/A/${segment}`).describe(
          "The A record set that originHost resolves by; it is updated before verifying.",
        ),
        service: z
          .string()
          .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "must be namespace/name")
          .describe("The ingress' Service, whose public IP the record gets."),
      }),
    ])
    .describe("How that name stays right when the cluster is rebuilt."),
});

const frontDoor = {
  kind: z.literal("frontDoor"),
  profileId: id("Microsoft.Cdn", `profiles/${segment}`),
  originGroups: z.strictObject({ blue: resourceName, green: resourceName }),
  previewEndpoints: z.strictObject({ blue: resourceName, green: resourceName }),
  publicHost: host.describe("The name that users ask for."),
  previewHosts: z
    .strictObject({ blue: host, green: host })
    .optional()
    .describe("Only where origins have no host header: what the ingress is asked with through the previews."),
};

const routeIds = z.array(
  id("Microsoft.Cdn", `profiles/${segment}/afdEndpoints/${segment}/routes/${segment}`),
);

const router = z.discriminatedUnion("kind", [
  z.discriminatedUnion("mode", [
    z.strictObject({
      ...frontDoor,
      mode: z.literal("route").describe("Users are moved by one write of their route."),
      routeIds: routeIds.length(
        1,
        "must be exactly one route in the mode route; several need the mode origin",
      ),
    }),
    z.strictObject({
      ...frontDoor,
      mode: z
        .literal("origin")
        .describe(
          "Users are moved by one write of an origin's priority, in one group that all routes share.",
        ),
      routeIds: routeIds.min(1),
      sharedGroup: resourceName.describe("The group that every route of the users points to."),
    }),
  ]),
  z.strictObject({
    kind: z
      .literal("frontDoorClassic")
      .describe("Retires on 2027-03-31: full swap and rollback only, without previews."),
    frontDoorId: id("Microsoft.Network", `frontDoors/${segment}`),
    routingRule: z.string().min(1),
    backendPools: z.strictObject({ blue: resourceName, green: resourceName }),
    publicHost: host.describe("The name that users ask for."),
  }),
]);

/** Settings of the platform hold keys and tokens of the app itself: a check must not carry them anywhere. */
const ofThePlatform =
  /^(applicationinsights|appinsights|app_?service|azure|container|functions?|identity|msi|scm|website)/i;

const setting = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/i, "must be the name of an app setting")
  .refine((name) => !ofThePlatform.test(name), "must be a setting of your own, none of the platform's");

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
    z.strictObject({ setting }),
  )
  .describe(
    "Headers that this check sends, each with the app setting that holds its value, perhaps a Key Vault reference; never the value itself.",
  );

const check = z.strictObject({
  name: z.string().min(1),
  path: z.string().startsWith("/"),
  host: host.describe("Sent as Host to the origin only."),
  expectStatus: z.int().min(100).max(599).default(200),
  latencyMs: z.int().min(1).max(10_000).default(500),
  via: z
    .array(z.enum(["origin", "preview"]))
    .min(1)
    .default(["origin", "preview"])
    .describe("Leave out origin where origins are locked to Front Door."),
  headers: headers.optional(),
});

const verdict = z
  .strictObject({
    samples: z.int().min(1).max(60),
    healthyAtLeast: z.int().min(1),
    intervalSeconds: z.int().min(1).max(120),
  })
  .refine((policy) => policy.healthyAtLeast <= policy.samples, "healthyAtLeast must not be above samples")
  .refine(
    (policy) => policy.samples * policy.intervalSeconds <= 300,
    "samples × intervalSeconds must not be above 300: a command waits that long",
  );

const steps = z
  .array(z.int().min(1).max(100))
  .min(1)
  .refine((list) => list.at(-1) === 100, "must end with 100")
  .refine((list) => list.every((step, at) => step > (list[at - 1] ?? 0)), "must rise")
  .describe("Percent of the users for the candidate, step by step; [100] is a full swap.");

const wholePair = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .max(40)
    .regex(/^[a-z0-9](-?[a-z0-9])*$/, "must be lower-case letters, digits and single hyphens"),
  environments: z.strictObject({ blue: environment, green: environment }),
  router,
  deployer: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("flux") }),
    z.strictObject({ kind: z.literal("none") }),
  ]),
  versionPolicy: z
    .union([z.enum(["latest", "n-1"]), z.strictObject({ pinned: z.string().regex(/^\d+\.\d+(\.\d+)?$/) })])
    .default("latest"),
  buildAt: z
    .enum(["active", "target"])
    .default("active")
    .describe("Which version an absent candidate is created on."),
  checks: z.array(check).min(1),
  verdict: verdict.default({ samples: 10, healthyAtLeast: 9, intervalSeconds: 15 }),
  leaveWithinSeconds: z
    .int()
    .min(5)
    .max(3600)
    .default(60)
    .describe(
      "The longest that edges may go on sending users to an environment whose health probes fail: (sampleSize − successfulSamplesRequired + 1) × the probes' interval.",
    ),
  steps: steps.default([100]),
  soakMinutes: z.int().min(5).max(10_080).default(60),
  quietMinutes: z.int().min(5).max(240).default(10),
  keepDays: z.int().min(0).max(365).default(7),
  deadlineDays: z.int().min(1).max(180).default(30),
  retire: z.enum(["stop", "keepRunning"]).default("stop"),
  approvals: z
    .strictObject({
      start: z.boolean().default(false),
      swap: z.boolean().default(false),
      delete: z.boolean().default(true),
    })
    .default({ start: false, swap: false, delete: true }),
});

/** The pair file as people write it. */
export const pairSchema = wholePair
  .refine((pair) => pair.router.kind === "frontDoor" || pair.steps.length === 1, {
    path: ["steps"],
    message:
      "must be [100] on Front Door (classic), which retires on 2027-03-31 and has no weighted steps here",
  })
  .refine(
    (pair) => pair.router.kind === "frontDoor" || pair.checks.every((one) => !one.via.includes("preview")),
    {
      path: ["checks"],
      message:
        'must say "via": ["origin"] on Front Door (classic), which retires on 2027-03-31 and has no preview endpoints here',
    },
  );

/** What a pair file says. Where it is at fault, the pair is there as far as the schema lets it through. */
export interface ReadPair {
  /** null: it does not even tell that. */
  readonly name: string | null;
  readonly pair: Pair | undefined;
  readonly faults: readonly PairFault[];
}

/** One pair file's text as a pair, with everything that is wrong in it. */
export function readPair(text: string): ReadPair {
  const hasMark = text.startsWith(byteOrderMark);
  const faults = hasMark ? [withMark] : [];
  let content: unknown;
  try {
    content = JSON.parse(hasMark ? text.slice(1) : text);
  } catch (error) {
    return { name: null, pair: undefined, faults: [...faults, notJson(error)] };
  }
  const parsed = pairSchema.safeParse(content);
  if (parsed.success) {
    const { $schema: _schema, ...pair } = parsed.data;
    return { name: pair.name, pair, faults: [...faults, ...faultsIn(pair)] };
  }
  const name = (content as { name?: unknown } | null)?.name;
  return {
    name: typeof name === "string" ? name : null,
    pair: undefined,
    faults: [...faults, ...parsed.error.issues.map(schemaFault)],
  };
}

/** Throws with file, path, problem and fix. */
export function parsePairFile(text: string, file: string): Pair {
  const { pair, faults } = readPair(text);
  if (pair !== undefined && faults.length === 0) return pair;
  throw new Error([`${file} is not a usable pair file:`, ...faults.map(faultText)].join("\n  "));
}

/** In one line. */
export const faultText = ({ path, problem, fix }: PairFault): string => `${path}: ${problem}. Fix: ${fix}.`;

export const wholeFile = "(whole file)";

const byteOrderMark = "\u{FEFF}";

const withMark: PairFault = {
  path: wholeFile,
  problem: "begins with a byte order mark",
  fix: "save it as UTF-8 without one",
};

const notJson = (error: unknown): PairFault => ({
  path: wholeFile,
  problem: `is not JSON: ${oneLine(error instanceof Error ? error.message : "unreadable")}`,
  fix: "correct the syntax",
});

const schemaFault = ({ path, message }: z.core.$ZodIssue): PairFault => ({
  path: path.join(".") || wholeFile,
  problem: oneLine(message),
  fix: "correct it as docs/pair-file.md describes the field",
});

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
