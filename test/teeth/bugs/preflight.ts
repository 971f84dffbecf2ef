import { plantedIn, type PlantedByPatch } from "../planted.ts";

const inQuota = plantedIn("src/domain/upgrade/quota-findings.ts", "test/domain/quota-findings.test.ts");
const inRoom = plantedIn("src/azure/aks/preflight/room.ts", "test/azure/room.test.ts");

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
  inRoom(
    "a plan fails where the app may not look at quotas",
    'error.trouble.reaction === "later"',
    'error.trouble.reaction !== "later"',
  ),
  inRoom(
    "a pool that its owner keeps stopped asks for machines",
    "isStopped ? 0 : Number",
    "false ? 0 : Number",
  ),
];
