import type { Pair } from "../domain/environment/pair.ts";
import type { WorldSeed } from "../simulator/joints.ts";
import type { Scenario } from "./scenario.ts";

const activeVersion = "1.34.9";
const keptVersion = "1.35.5";

/** The simulated world that a pair file makes. Only its start is ours; the rest is up to the simulator. */
export function worldOf(pair: Pair, start: Scenario["world"] = { idle: "absent" }): WorldSeed {
  const { environments, router } = pair;
  if (router.kind !== "frontDoor") throw new TypeError("a rehearsal starts from a pair on Front Door");
  const green = start.idle === "kept" ? keptVersion : activeVersion;
  return {
    pair: pair.name,
    location: "westeurope",
    clusters: { blue: environments.blue.clusterId, green: environments.green.clusterId },
    originHosts: { blue: environments.blue.originHost, green: environments.green.originHost },
    layout: "route",
    profileId: router.profileId,
    routeIds: router.routeIds,
    originGroups: router.originGroups,
    sharedGroup: "shared",
    frontDoorId: classicIdOf(router.profileId),
    previewEndpoints: router.previewEndpoints,
    publicHost: router.publicHost,
    probePath: "/.well-known/environment",
    probeIntervalSeconds: 15,
    edges: 8,
    storageAccount: "stshopbluegreen",
    idle: start.idle,
    versions: start.versions ?? { blue: activeVersion, green },
    startsAt: "2026-11-05T09:00:00Z",
  };
}

/** A Front Door (classic) beside the profile: same resource group, same name. */
const classicIdOf = (profileId: string): string =>
  profileId.replace(/\/Microsoft\.Cdn\/profiles\//i, "/Microsoft.Network/frontDoors/");
