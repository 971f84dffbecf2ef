import { plantedIn, type PlantedByPatch } from "../planted.ts";

const room = "src/azure/aks/copying";
const copy = "test/azure/copying/copy.test.ts";
const any = "test/azure/copying/any-cluster.test.ts";

const inPools = plantedIn(`${room}/pools.ts`, "test/azure/clusters.test.ts", copy);
const inCopy = plantedIn(`${room}/copy.ts`, copy, any);
const inTable = plantedIn(`${room}/table.ts`, copy, any);
const inRefusals = plantedIn(`${room}/refusals.ts`, copy, any);
const inNames = plantedIn(`${room}/names.ts`, copy);
const inDifferences = plantedIn(`${room}/differences.ts`, copy, any);
const inNested = plantedIn(`${room}/nested-names.ts`, any);
const inPaths = plantedIn(`${room}/paths.ts`, copy);
const inReadiness = plantedIn("src/workflow/activities/candidate.ts", "test/workflow/copying.test.ts");
const inHops = plantedIn("src/workflow/phases/upgrading.ts", "test/workflow/copying.test.ts");

const inFindPlan = plantedIn("src/workflow/requests/find-plan.ts", "test/workflow/copying.test.ts");
const inAutoUpgrade = plantedIn(
  "src/azure/aks/auto-upgrade.ts",
  "test/contract/clusters/auto-upgrade.test.ts",
);
const inRetiring = plantedIn("src/workflow/phases/retiring.ts", "test/workflow/copying.test.ts");

/** The candidate is made like the active where it must not be, or not like it where it must. */
export const bugsOfCopying: readonly PlantedByPatch[] = [
  inPools(
    "a pool of the autoscaler is written with the count of a minute ago",
    `pool["enableAutoScaling"] === true`,
    `pool["enableAutoScaling"] === null`,
  ),
  inPools(
    "a running pool is made with fewer nodes than its minimum",
    "Math.max(live, Number(minCount ?? 0))",
    "live",
  ),
  inPools(
    "a pool that its owner has stopped is made running",
    `["code"] === "Stopped"`,
    `["code"] === "Off"`,
  ),
  inPools(
    "a copy of a held pool is held for ever",
    "before === undefined ? pool :",
    "before !== null ? pool :",
  ),
  inCopy(
    "a null of the owner's tools is copied",
    "  withoutNulls(properties as unknown as Json) as",
    "  (properties as unknown as Json) as",
  ),
  inCopy("AKS upgrades a cluster that is being built", `upgradeChannel: "none", `, ""),
  inCopy(
    "a kubelet identity of the owner's own is lost",
    "return isMadeByAks ? undefined : resourceId;",
    "return undefined;",
  ),
  inCopy(
    "an update makes a managed identity of a service principal",
    "...(isManaged ? {",
    "...(identity !== 0 ? {",
  ),
  inTable(
    "the copy takes the active's node resource group",
    `own("nodeResourceGroup", "must be new for every cluster"),`,
    "",
  ),
  inTable(
    "every hop sends the snapshot that a pool was made from",
    `path: "agentPoolProfiles[].creationData"`,
    `path: "creationData"`,
  ),
  inTable(
    "what is read-only below the top level is sent",
    `readOnly("networkProfile.loadBalancerProfile.effectiveOutboundIPs"),`,
    "",
  ),
  inRefusals("the copy takes the live gateway", "  ...sharedThings(looked),", ""),
  inRefusals("a kubenet copy is put into the active's subnet", "  ...kubenetSubnets(looked),", ""),
  inRefusals(
    "a service principal is copied without its secret",
    `clientId === "msi") return []`,
    `clientId !== "") return []`,
  ),
  inRefusals("a property that nobody knows is copied without a word", "  ...unknownNames(looked),", ""),
  inRefusals(
    "a node resource group is too long for Azure",
    "next.length > mostOfNodeResourceGroup",
    "next.length > Infinity",
  ),
  inNames(
    "a name with an underscore makes a wrong DNS prefix",
    `replaceAll(/[^A-Za-z0-9-]/g, "-")`,
    `replaceAll(/[^A-Za-z0-9_-]/g, "-")`,
  ),
  inDifferences(
    "a name of every object counts as said by the pair file",
    "!Object.hasOwn(at, step)",
    "!(step in at)",
  ),
  inNested(
    "what is newer than the app is copied unseen below the first level",
    "filter((name) => !names.has(name))",
    "filter((name) => !known.some((one) => one.names.has(name)) && names.has(name))",
  ),
  inPaths(
    "only the first pool is cleaned",
    "value.map((one: Json) => removed(one, rest))",
    "value.map((one: Json, nth: number) => (nth > 0 ? one : removed(one, rest)))",
  ),
  inReadiness(
    "a copy whose pool stands still is taken for ready",
    'powerState !== "Running" && !mayStandStill(name)',
    'powerState !== "Running" && !mayStandStill("")',
  ),
  inHops(
    "a hop that AKS has made is asked for again",
    "compareVersions(before.version, version) < 0",
    "before.version !== version",
  ),
  inAutoUpgrade("AKS may act before it is told when", "  await copyWindows(wire, { from, to });", ""),
  inAutoUpgrade(
    "the same channels are written again and again",
    "if (isDeepStrictEqual(channelsOf(target), channels)) return",
    "if (channels === null) return",
  ),
  inRetiring(
    "a refused auto-upgrade fails a proven upgrade",
    "auto-upgrade of ${plan.candidate} is not as ${plan.active} had it: ${trouble.message}`;",
    "auto-upgrade`;\n    throw error;",
  ),
  inRetiring(
    "the candidate stays without auto-upgrade",
    `if (plan.kind === "upgrade") yield* restoreAutoUpgrade`,
    `if (plan.kind === "rollback") yield* restoreAutoUpgrade`,
  ),
  inFindPlan(
    "pools that stand still with their cluster are forgotten",
    `powerState === "Running" && pool`,
    `powerState !== null && pool`,
  ),
  inHops(
    "a pool that stands still is upgraded",
    `pool.powerState === "Stopped"`,
    `pool.powerState === "Off"`,
  ),
];
