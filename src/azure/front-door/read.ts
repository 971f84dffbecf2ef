import type { AFDOrigin, AFDOriginGroup, CdnManagementClient, Route } from "@azure/arm-cdn";
import type { GroupName, GroupState, OriginEntry, RouterState } from "../../domain/swap/layout.ts";
import { orTrouble } from "../arm/errors.ts";
import { isBusy } from "../arm/long-running.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { colorOfHost, groupId, groupNameOf, groupNames, sameId, type FrontDoorPair } from "./ids.ts";

/** Everything that a swap goes by, as ARM holds it. */
export interface Found {
  readonly routes: readonly Route[];
  readonly groups: ReadonlyMap<
    GroupName,
    { readonly group: AFDOriginGroup; readonly origins: readonly AFDOrigin[] }
  >;
}

export async function readFrontDoor(client: CdnManagementClient, pair: FrontDoorPair): Promise<Found> {
  // all at once and waited for together: a second refusal with nobody waiting would kill the worker
  const [routes, groups] = await Promise.all([
    Promise.all(pair.router.routeIds.map(async (id) => readRoute(client, id))),
    Promise.all(groupNames(pair).map(async (name) => [name, await readGroup(client, pair, name)] as const)),
  ]);
  return { routes, groups: new Map(groups) };
}

async function readRoute(client: CdnManagementClient, id: string): Promise<Route> {
  const { resourceGroup, names } = parseResourceId(id);
  const [profile = "", endpoint = "", route = ""] = names;
  return orTrouble(id, client.routes.get(resourceGroup, profile, endpoint, route));
}

async function readGroup(client: CdnManagementClient, pair: FrontDoorPair, name: GroupName) {
  const { resourceGroup, names } = parseResourceId(pair.router.profileId);
  const [profile = ""] = names;
  const asked = client.afdOriginGroups.get(resourceGroup, profile, groupNameOf(pair, name));
  const group = await orTrouble(groupId(pair, name), asked);
  const origins: AFDOrigin[] = [];
  const collect = async () => {
    const pages = client.afdOrigins.listByOriginGroup(resourceGroup, profile, groupNameOf(pair, name));
    for await (const origin of pages) origins.push(origin);
  };
  await orTrouble(groupId(pair, name), collect());
  return { group, origins };
}

export function routerStateOf(pair: FrontDoorPair, found: Found): RouterState {
  const { routes, groups } = found;
  const routed = groupNames(pair).find((name) =>
    routes.every((route) => sameId(route.originGroup?.id, groupId(pair, name))),
  );
  return {
    routedGroup: routed === undefined || canRoute(pair, routed) ? routed : undefined,
    routeEnabled: routes.every((route) => route.enabledState !== "Disabled"),
    groups: Object.fromEntries(
      [...groups].map(([name, { group, origins }]) => [name, groupStateOf(pair, group, origins)]),
    ) as unknown as RouterState["groups"],
    ways: [],
    strangers: [],
    underWay: underWay(pair, found),
  };
}

/** Where users are moved by priority, a route at one color's own group is no route of the layout. */
const canRoute = (pair: FrontDoorPair, name: GroupName): boolean =>
  (pair.router.mode === "origin") === (name === "shared");

function groupStateOf(pair: FrontDoorPair, group: AFDOriginGroup, origins: readonly AFDOrigin[]): GroupState {
  const probe = group.healthProbeSettings;
  return {
    entries: origins.flatMap((origin) => entryIn(pair, origin)),
    sessionAffinity: group.sessionAffinityState === "Enabled",
    probe:
      probe?.probePath === undefined
        ? null
        : {
            path: probe.probePath,
            method: probe.probeRequestType ?? "NotSet",
            protocol: probe.probeProtocol ?? "NotSet",
            intervalSeconds: probe.probeIntervalInSeconds ?? 240,
            sampleSize: group.loadBalancingSettings?.sampleSize ?? 4,
            successfulSamplesRequired: group.loadBalancingSettings?.successfulSamplesRequired ?? 2,
          },
  };
}

function entryIn(pair: FrontDoorPair, origin: AFDOrigin): readonly OriginEntry[] {
  const color = colorOfHost(pair, origin.hostName);
  if (color === undefined) return [];
  const { priority, weight, enabledState } = origin;
  return [{ color, priority: priority ?? 1, weight: weight ?? 50, enabled: enabledState !== "Disabled" }];
}

/** The first resource with a long-running operation that has not ended. */
function underWay(pair: FrontDoorPair, { routes, groups }: Found): string | null {
  const busyRoute = routes.findIndex((route) => isBusy(route.provisioningState ?? "Succeeded"));
  if (busyRoute >= 0) return pair.router.routeIds[busyRoute] ?? null;
  for (const [name, { origins }] of groups) {
    const busy = origins.find((origin) => isBusy(origin.provisioningState ?? "Succeeded"));
    if (busy !== undefined) return `${groupId(pair, name)}/origins/${busy.name ?? ""}`;
  }
  return null;
}
