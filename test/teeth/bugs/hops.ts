import { plantedIn, type PlantedByPatch } from "../planted.ts";

const story = "test/workflow/hops.test.ts";
const rules = "test/domain/failed-hop.test.ts";

const inRules = plantedIn("src/domain/upgrade/failed-hop.ts", rules);
const inPlan = plantedIn("src/domain/upgrade/plan.ts", "test/domain/plan.test.ts");
const inFailedHops = plantedIn("src/workflow/phases/failed-hops.ts", story);
const inUpgrading = plantedIn("src/workflow/phases/upgrading.ts", story);
const inCandidate = plantedIn("src/workflow/activities/candidate.ts", story);
const inLongRunning = plantedIn("src/workflow/long-running.ts", story);
const drifts = "test/workflow/drift.test.ts";
const forms = "test/azure/form.test.ts";

const inDrift = plantedIn("src/workflow/phases/drift.ts", drifts);
const inFindDrift = plantedIn("src/workflow/activities/drift.ts", drifts);
const inForm = plantedIn("src/azure/aks/form.ts", forms);
const inWays = plantedIn("src/workflow/orchestrators/upgrade.ts", drifts);
const inWire = plantedIn("src/azure/aks/cluster-wire.ts", "test/azure/clusters.test.ts");

/** The climb gives up, or goes on, where it must not. */
export const bugsOfHops: readonly PlantedByPatch[] = [
  inRules("a drain that failed ends the upgrade", `if (isDrain(failure)) return "wait";`, ""),
  inRules("a cause that stands inside another is not seen", "?? answers.get(inner) ??", "??"),
  inRules("a budget is named without its namespace", "`${namespace}/${name}`", "`${name}`"),
  inPlan("a pool that a drain has left failed is nobody's", "isBehind || kept.hasFailedPool", "isBehind"),
  inPlan(
    "a kept cluster with a failed pool is a dead end",
    `kind === "upgrade" && kept?.hasFailedPool === true`,
    "false",
  ),
  inFailedHops("capacity is waited for until the end of time", "tries < mostTries", "tries > 0"),
  inFailedHops("nobody is told what a drain has stopped", "if (isDrain(trouble)) note", "if (false) note"),
  inFailedHops(
    "a person who is asked is not waited for",
    "  yield* whileHeld(run);\n",
    "  yield* publish(run);\n",
  ),
  inUpgrading(
    "a failed pool that tells its version is left as it is",
    ` || pool.provisioningState === "Failed"`,
    "",
  ),
  inCandidate(
    "a kept cluster with a failed pool is not ready to climb",
    `!(isMended && provisioningState === "Failed")`,
    "true",
  ),
  inLongRunning(
    "somebody else's operation that failed is taken for ours",
    "  yield* untilEnded(run, handle, within);\n",
    "  yield* watch(run, handle, within);\n",
  ),
  inWire(
    "somebody else's operation is taken for ours",
    `ours.includes(state) ? underWay(id)`,
    "state !== undefined ? underWay(id)",
  ),
  inDrift("a drift is told, and the run goes on", "if (drifts.length === 0) return;", "return;"),
  inDrift("what a person has taken is a drift again", "accepts: true", "accepts: false"),
  inFindDrift(
    "what the operation has made of the candidate is a drift",
    "version: made ?? known.version",
    "version: known.version",
  ),
  inFindDrift("only the candidate is looked at", "isEscape ? []", "!isEscape ? []"),
  inForm(
    "an absent value is another one than null",
    "withoutNulls(body.properties as Json)",
    "(body.properties as Json)",
  ),
  inForm("what AKS moves by itself is a drift", "!moving.some((one) => one.test(path))", "true"),
  inWays(
    "nobody looks at the clusters once more before users move",
    "    yield* confirmNoDrift(run, plan);\n",
    "",
  ),
];
