import type { Pair } from "../domain/environment/pair.ts";
import { gateAccount } from "../simulator/gates/gates.ts";
import type { WorldSeed } from "../simulator/joints.ts";
import { classicIdOf } from "./pair-variants.ts";
import type { Scenario } from "./scenario.ts";

const activeVersion = "1.34.9";
const keptVersion = "1.35.5";

/** The simulated world that a pair file makes. Only its start is ours; the rest is up to the simulator. */
export function worldOf(pair: Pair, start: Scenario["world"] = { idle: "absent" }): WorldSeed {
  const { environments } = pair;
  const green = start.idle === "kept" ? keptVersion : activeVersion;
  const originHosts = { blue: environments.blue.originHost, green: environments.green.originHost };
  const frontDoor = frontDoorOf(pair);
  const { besides, federated, idle, versions, ...rest } = start;
  return {
    pair: pair.name,
    location: "westeurope",
    clusters: { blue: environments.blue.clusterId, green: environments.green.clusterId },
    originHosts,
    ...frontDoor,
    probePath: "/.well-known/environment",
    probeIntervalSeconds: probeIntervalSeconds(pair),
    answers: Object.fromEntries(pair.checks.map(({ path, expectStatus }) => [path, expectStatus])),
    edges: 8,
    storageAccount: "stshopbluegreen",
    idle,
    versions: versions ?? { blue: activeVersion, green },
    ...rest,
    ...(besides === undefined ? {} : { besides: besides({ ...frontDoor, originHosts }) }),
    ...namesOf(pair),
    ...(federated === true ? { identities: identitiesBeside(environments.blue.clusterId) } : {}),
    startsAt: "2026-11-05T09:00:00Z",
  };
}

/** The gates' as infra makes it, and one of an owner. */
function identitiesBeside(clusterId: string): NonNullable<WorldSeed["identities"]> {
  const group = clusterId.slice(0, clusterId.indexOf("/providers/"));
  const kind = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
  const { clientId, subject } = gateAccount;
  const orders = "system:serviceaccount:orders:orders";
  return [
    {
      id: `${kind}/id-gates`,
      clientId,
      credentials: [
        { name: "blue", color: "blue", subject },
        { name: "green", color: "green", subject },
      ],
    },
    {
      id: `${kind}/id-orders`,
      clientId: "00000000-0000-0000-0000-00000000000d",
      credentials: [{ name: "orders", color: "blue", subject: orders }],
    },
  ];
}

/** Edges leave a group after two probes of it; readiness wants them between 5 and 30 s apart. */
export const probeIntervalSeconds = ({ leaveWithinSeconds }: Pair): number =>
  Math.min(15, Math.max(5, Math.floor(leaveWithinSeconds / 2)));

/** Where both names are records of a zone; with static addresses there is nothing to say. */
function namesOf({ environments }: Pair): Partial<Pick<WorldSeed, "addresses" | "records">> {
  const { blue, green } = environments;
  return blue.address.kind === "dns" && green.address.kind === "dns"
    ? { addresses: "dns", records: { blue: blue.address, green: green.address } }
    : {};
}

type FrontDoor = Pick<
  WorldSeed,
  | "layout"
  | "profileId"
  | "routeIds"
  | "originGroups"
  | "sharedGroup"
  | "frontDoorId"
  | "previewEndpoints"
  | "publicHost"
>;

/** Names that a layout has no use for are there all the same. */
function frontDoorOf({ router }: Pair): FrontDoor {
  if (router.kind === "frontDoor") {
    const { mode, profileId, routeIds, originGroups, previewEndpoints, publicHost, sharedGroup } = router;
    return {
      layout: mode,
      profileId,
      routeIds,
      originGroups,
      sharedGroup: sharedGroup ?? "users",
      frontDoorId: classicIdOf(profileId),
      previewEndpoints,
      publicHost,
    };
  }
  const { frontDoorId, backendPools, publicHost, routingRule } = router;
  const profileId = frontDoorId.replace(/\/Microsoft\.Network\/frontDoors\//i, "/Microsoft.Cdn/profiles/");
  return {
    layout: "classic",
    profileId,
    routeIds: [`${profileId}/afdEndpoints/users/routes/${routingRule}`],
    originGroups: backendPools,
    sharedGroup: "users",
    frontDoorId,
    previewEndpoints: { blue: "preview-blue", green: "preview-green" },
    publicHost,
  };
}
