import type { GroupName, GroupState, OriginEntry, RouterState } from "../../domain/swap/layout.ts";
import { isBusy } from "../arm/long-running.ts";
import { colorOfHost, groupId, groupNameOf, groupNames, sameId, type FrontDoorPair } from "./ids.ts";
import type { Profile } from "./profile.ts";
import { waysIn, strangersIn } from "./ways.ts";
import { isEnabled, type Group, type Origin } from "./wire.ts";

export function routerStateOf(pair: FrontDoorPair, profile: Profile): RouterState {
  const { usersRoutes } = profile;
  const routed = groupNames(pair).find((name) =>
    usersRoutes.every(({ route }) => sameId(route.properties.originGroup?.id, groupId(pair, name))),
  );
  return {
    routedGroup: routed === undefined || canRoute(pair, routed) ? routed : undefined,
    routeEnabled: usersRoutes.every((one) => one.isOpen),
    groups: Object.fromEntries(
      groupNames(pair).map((name) => [name, groupStateOf(pair, profile, name)]),
    ) as unknown as RouterState["groups"],
    ways: waysIn(pair, profile),
    strangers: strangersIn(pair, profile),
    underWay: underWay(pair, profile),
  };
}

/** Where users are moved by priority, a route at one color's own group is no route of the layout. */
const canRoute = (pair: FrontDoorPair, name: GroupName): boolean =>
  (pair.router.mode === "origin") === (name === "shared");

export const groupIn = (pair: FrontDoorPair, { groups }: Profile, name: GroupName): Group | undefined =>
  groups.find((group) => group.name.toLowerCase() === groupNameOf(pair, name).toLowerCase());

export const originsIn = (pair: FrontDoorPair, { origins }: Profile, name: GroupName): readonly Origin[] =>
  origins.get(groupNameOf(pair, name).toLowerCase()) ?? [];

function groupStateOf(pair: FrontDoorPair, profile: Profile, name: GroupName): GroupState {
  const group = groupIn(pair, profile, name)?.properties;
  return {
    entries: originsIn(pair, profile, name).flatMap((origin) => entryIn(pair, origin)),
    sessionAffinity: group?.sessionAffinityState === "Enabled",
    probe: probeOf(group),
  };
}

function probeOf(group: Group["properties"] | undefined): GroupState["probe"] {
  const { healthProbeSettings: probe, loadBalancingSettings: balancing } = group ?? {};
  if (probe?.probePath == null) return null;
  return {
    path: probe.probePath,
    method: probe.probeRequestType ?? "NotSet",
    protocol: probe.probeProtocol ?? "NotSet",
    intervalSeconds: probe.probeIntervalInSeconds ?? 240,
    sampleSize: balancing?.sampleSize ?? 4,
    successfulSamplesRequired: balancing?.successfulSamplesRequired ?? 2,
  };
}

function entryIn(pair: FrontDoorPair, { properties }: Origin): readonly OriginEntry[] {
  const color = colorOfHost(pair, properties.hostName);
  if (color === undefined) return [];
  const { priority, weight, enabledState } = properties;
  return [{ color, priority: priority ?? 1, weight: weight ?? 50, enabled: isEnabled(enabledState) }];
}

/** The first resource with a long-running operation that has not ended. */
function underWay(pair: FrontDoorPair, profile: Profile): string | null {
  const isMoving = (state: string | null | undefined) => isBusy(state ?? "Succeeded");
  const route = profile.usersRoutes.findIndex((one) => isMoving(one.route.properties.provisioningState));
  if (route >= 0) return pair.router.routeIds[route] ?? null;
  for (const name of groupNames(pair)) {
    const busy = originsIn(pair, profile, name).find((one) => isMoving(one.properties.provisioningState));
    if (busy !== undefined) return `${groupId(pair, name)}/origins/${busy.name}`;
  }
  return null;
}
