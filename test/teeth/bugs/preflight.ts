import { plantedIn, type PlantedByPatch } from "../planted.ts";

const inQuota = plantedIn("src/domain/upgrade/quota-findings.ts", "test/domain/quota-findings.test.ts");
const inRoom = plantedIn("src/azure/aks/preflight/room.ts", "test/azure/room.test.ts");
const inLocks = plantedIn("src/domain/upgrade/lock-findings.ts", "test/domain/lock-findings.test.ts");
const inConditions = plantedIn(
  "src/domain/upgrade/cluster-findings.ts",
  "test/domain/cluster-findings.test.ts",
);
const inPlan = plantedIn("src/workflow/requests/find-plan.ts", "test/workflow/preflight.test.ts");
const inPools = plantedIn("src/azure/aks/preflight/wanted-pools.ts", "test/azure/room.test.ts");
const inSubnets = plantedIn("src/domain/upgrade/subnet-findings.ts", "test/domain/subnet-findings.test.ts");
const inAddressing = plantedIn("src/azure/aks/preflight/addressing.ts", "test/azure/addressing.test.ts");
const inEgress = plantedIn("src/azure/aks/preflight/egress.ts", "test/azure/egress.test.ts");
const inWaivers = plantedIn("src/domain/upgrade/waivers.ts", "test/domain/waivers.test.ts");

/** What keeps an upgrade from ending well is not told before it begins. */
export const bugsOfPreflight: readonly PlantedByPatch[] = [
  inQuota(
    "a quota that falls short by what surges is not told",
    " + surge;\n  const most",
    ";\n  const most",
  ),
  inQuota(
    "the region's total is not looked at",
    '["cores", size.family.toLowerCase()]',
    "[size.family.toLowerCase()]",
  ),
  inQuota("an autoscaler's maximum refuses an upgrade that fits", "if (live > free)", "if (most > free)"),
  inQuota(
    "a size is looked for in every zone",
    "pool.zones.filter((zone) => !size.zones.includes(zone))",
    "size.zones.length < 3 ? pool.zones : []",
  ),
  inLocks(
    "a lock on a resource group whose name begins alike counts",
    "`${id.toLowerCase()}/`.startsWith(`${scope.toLowerCase()}/`)",
    "id.toLowerCase().startsWith(scope.toLowerCase())",
  ),
  inLocks("a lock below what is written is not seen", " || isWithin(lock.scope, id)", ""),
  inConditions(
    "an operation that is over is waited for",
    '["Succeeded", "Failed", "Canceled"]',
    '["Succeeded"]',
  ),
  inPlan(
    "a lock holds up users who want back",
    `request.kind === "upgrade" ? await findUpgrade`,
    "active ? await findUpgrade",
  ),
  inSubnets("addresses of what surges are not counted", " + surge;\n    const most", ";\n    const most"),
  inAddressing(
    "pods of an overlay take addresses of the subnet",
    '    network["networkPluginMode"] !== "overlay" &&\n',
    "",
  ),
  inAddressing("Azure's own addresses of a subnet count as free", " - reservedByAzure", ""),
  inEgress(
    "addresses that both clusters leave by are told as new",
    "if (ofTheNetwork.includes(way?.value)) return [];\n",
    "",
  ),
  inWaivers("a waiver never ends", "today !== undefined && today > expires", "today === undefined"),
  inWaivers(
    "a waiver of one resource waives all",
    "resource.toLowerCase() === finding.resource.toLowerCase()",
    'resource !== ""',
  ),
  inWaivers("a waiver of one finding waives all", "  finding.code === code &&\n", ""),
  inRoom(
    "a plan fails where the app may not look at quotas",
    'error.trouble.reaction === "later"',
    'error.trouble.reaction !== "later"',
  ),
  inPools(
    "a pool that its owner keeps stopped asks for machines",
    "isStopped ? 0 : Number",
    "false ? 0 : Number",
  ),
];
