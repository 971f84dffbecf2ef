import { z } from "zod";
import { check, verdict } from "./checks.ts";
import { choice, enabled, hostName, list, object, oneOf, resourceId, text, whole, wrong } from "./fields.ts";
import { router } from "./routers.ts";

const cluster = resourceId("an AKS cluster", "Microsoft.ContainerService", "managedClusters/{name}");
const identity = resourceId(
  "a user-assigned identity",
  "Microsoft.ManagedIdentity",
  "userAssignedIdentities/{name}",
);
const recordSet = resourceId("an A record set", "Microsoft.Network", "dnsZones/{zone}/A/{name}");

const environment = object(
  {
    clusterId: cluster("The color's AKS cluster. It may not exist yet."),
    originHost: hostName("The permanent host name of the color's origin. It outlives the cluster."),
    address: choice(
      "kind",
      [
        object(
          { kind: z.literal("staticIp") },
          "The ingress keeps a public IP outside the node resource group, pinned by its Service.",
        ),
        object(
          {
            kind: z.literal("dns"),
            recordSetId: recordSet(
              "The record set that originHost resolves by. It is updated before verifying.",
            ),
            service: text({
              be: 'a Service as "namespace/name"',
              pattern: /^[a-z0-9-]+\/[a-z0-9-]+$/,
              means: "The ingress's Service, whose public IP the record set gets.",
            }),
          },
          "The name follows the ingress of a rebuilt cluster.",
        ),
      ],
      "How originHost stays right when the cluster is rebuilt.",
    ),
  },
  "One color's cluster and origin.",
);

const overrideMeans =
  "A JSON merge patch of the cluster's properties, in ARM's spelling. Node pools go by their names; null leaves a property out.";
const override = z.record(z.string(), z.json(), wrong("an object", overrideMeans)).describe(overrideMeans);

const waiversMean =
  "Findings that would refuse an upgrade, and that it goes on in spite of: each becomes a warning until its last day.";
const waiver = object(
  {
    code: oneOf(
      ["QUOTA_SHORT", "SIZE_RESTRICTED", "SIZE_NOT_IN_ZONE", "SUBNET_FULL", "LOCKED"],
      "The finding. Only what leaves users where they are can be waived.",
    ),
    resource: text({
      be: "the resource of that finding",
      pattern: /./,
      means: "Only the finding of this resource, as the plan tells it. Without it, of all.",
    }).optional(),
    reason: text({ be: "a reason", pattern: /\S/, means: "Why; the plan repeats it." }),
    expires: z.iso
      .date(wrong('a day, such as "2027-01-31"', "The last day on which it counts."))
      .describe("The last day on which it counts."),
  },
  "A finding that is waived.",
);

const stepsMean =
  "Percent of the users for the candidate, step by step. [100] moves all at once; more steps need a latency sensitivity above 0 ms in the groups.";
const steps = list(whole(1, 100, stepsMean), { be: "a list of percentages", means: stepsMean })
  .refine((all) => all.at(-1) === 100, "must end with 100, for in the end all users are on the candidate")
  .refine((all) => all.every((step, at) => step > (all[at - 1] ?? 0)), "must rise from step to step");

const versionPolicyMeans = "The target: the newest offered minor, the one before, or one of your choice.";

const wholePair = object(
  {
    $schema: z.string().optional().describe("For your editor."),
    name: text({
      be: "at most 40 lower-case letters, digits and single hyphens",
      pattern: /^(?=.{1,40}$)[a-z0-9](-?[a-z0-9])*$/,
      means: "The pair's name, in URLs and operation ids.",
    }),
    environments: object({ blue: environment, green: environment }, "The two environments."),
    router,
    deployer: choice(
      "kind",
      [
        object(
          { kind: z.literal("flux") },
          "Clones the active cluster's Flux configurations onto the candidate, through ARM.",
        ),
        object({ kind: z.literal("none") }, "Leaves the workloads to you."),
      ],
      "How workloads come onto the candidate.",
    ),
    versionPolicy: z
      .union(
        [z.enum(["latest", "n-1"]), z.strictObject({ pinned: z.string().regex(/^\d+\.\d+(\.\d+)?$/) })],
        wrong('"latest", "n-1" or {"pinned": "1.36"}', versionPolicyMeans),
      )
      .default("latest")
      .describe(versionPolicyMeans),
    buildAt: oneOf(
      ["active", "target"],
      "The version that an absent candidate is created on: the active's, and then it is upgraded; or the target's at once.",
    ).default("active"),
    overrides: object(
      { blue: override.optional(), green: override.optional() },
      "What a color's cluster has that the other's cannot share, such as a gateway, addresses, or a kubenet subnet; used when it is built as a copy.",
    ).optional(),
    nodeResourceGroup: text({
      be: 'a name of at most 80 characters with "{cluster}" in it',
      pattern: /^(?=.{1,80}$)[\w().-]*\{cluster\}[\w().-]*$/,
      means: "How a built cluster's node resource group is named. Without it, as AKS does.",
    }).optional(),
    identities: list(identity("One that workloads sign in as by a federated credential of their cluster."), {
      be: "a list of user-assigned identities",
      means:
        "Identities whose federated credentials are carried over to the candidate's issuer, besides those in the resource groups of the clusters.",
    }).optional(),
    waivers: list(waiver, { be: "a list of waivers", means: waiversMean }).optional(),
    checks: list(check, { be: "a list of at least one check", means: "What a healthy environment answers." }),
    verdict: verdict.default({ samples: 10, healthyAtLeast: 9, intervalSeconds: 15 }),
    leaveWithinSeconds: whole(
      5,
      3600,
      "How long edges may go on sending users to an environment whose health probes fail: (sampleSize − successfulSamplesRequired + 1) × the probes' interval. Slower settings block an upgrade.",
    ).default(60),
    steps: steps.default([100]),
    soakMinutes: whole(
      5,
      10_080,
      "How long the previous environment is kept warm after users have arrived.",
    ).default(60),
    quietMinutes: whole(
      5,
      240,
      "How long no user's request may have reached the environment that is taken offline.",
    ).default(10),
    keepDays: whole(
      0,
      365,
      "How many days the previous environment is promised as the way back. It is not deleted after them.",
    ).default(7),
    deadlineDays: whole(
      1,
      180,
      "How many days before its support ends the daily check upgrades a version.",
    ).default(30),
    retire: oneOf(
      ["stop", "keepRunning"],
      "What becomes of the previous environment. A cluster that runs on goes on costing.",
    ).default("stop"),
    approvals: object(
      {
        start: enabled(false, "A person approves before anything is built."),
        swap: enabled(false, "A person approves before users are moved."),
        delete: enabled(true, "Reserved: nothing is deleted yet."),
      },
      "Where an operation waits for POST approve; after 72 hours it aborts.",
    ).default({ start: false, swap: false, delete: true }),
  },
  "A pair.",
);

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
