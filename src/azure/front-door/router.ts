import type { AFDOrigin, CdnManagementClient } from "@azure/arm-cdn";
import { colors, type Color, type Pair } from "../../domain/environment/pair.ts";
import type { GroupState, OriginEntry } from "../../domain/swap/layout.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { Router } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { orTrouble } from "../arm/errors.ts";
import { beginRaw, isBusy, pollRaw, underWay } from "../arm/long-running.ts";
import { parseResourceId } from "../arm/resource-id.ts";

/** Front Door Standard and Premium, users moved by one write of their route. */
export function frontDoorRouter(clients: Clients): Router {
  const clientOf = (id: string) => clients.cdn(parseResourceId(id).subscriptionId);
  return {
    read: async (pair) => {
      const client = clientOf(pair.router.profileId);
      const route = await readRoute(client, pair);
      const [blue, green] = await Promise.all(colors.map(async (color) => readGroup(client, pair, color)));
      if (blue === undefined || green === undefined) throw new TypeError("both groups were read");
      const routed = colors.find((color) => sameId(route.originGroup?.id, groupId(pair, color)));
      return {
        routedGroup: routed,
        routeEnabled: route.enabledState !== "Disabled",
        groups: { blue, green },
      };
    },
    beginStandby: async (pair, { group, origin, enabled }) => {
      const client = clientOf(pair.router.profileId);
      const found = (await readOrigins(client, pair, group)).find((one) => colorOf(pair, one) === origin);
      if (found?.id === undefined) throw originMissing(pair, group, origin);
      const id = `${groupId(pair, group)}/origins/${found.name ?? ""}`;
      if (isBusy(found.provisioningState ?? "Succeeded")) return underWay(id);
      if ((found.enabledState !== "Disabled") === enabled) return { kind: "done" };
      const body = { properties: { enabledState: enabled ? "Enabled" : "Disabled" } };
      return beginRaw(client, { method: "PATCH", target: id, resource: id, body });
    },
    beginSwap: async (pair, to) => {
      const client = clientOf(pair.router.profileId);
      const route = await readRoute(client, pair);
      const id = routeIdOf(pair);
      if (isBusy(route.provisioningState ?? "Succeeded") && sameId(route.originGroup?.id, groupId(pair, to)))
        return underWay(id);
      if (sameId(route.originGroup?.id, groupId(pair, to)) && route.enabledState !== "Disabled")
        return { kind: "done" };
      const body = { properties: { originGroup: { id: groupId(pair, to) } } };
      return beginRaw(client, { method: "PATCH", target: id, resource: id, body });
    },
    poll: async (handle) => pollRaw(clientOf(handle.resourceId), handle),
  };
}

export const routeIdOf = (pair: Pair): string => pair.router.routeIds[0] ?? "";

export const groupId = (pair: Pair, color: Color): string =>
  `${pair.router.profileId}/originGroups/${pair.router.originGroups[color]}`;

/** Front Door answers with ids in another case than it was asked with. */
const sameId = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

async function readRoute(client: CdnManagementClient, pair: Pair) {
  const id = routeIdOf(pair);
  const { resourceGroup, names } = parseResourceId(id);
  const [profile = "", endpoint = "", route = ""] = names;
  return orTrouble(id, client.routes.get(resourceGroup, profile, endpoint, route));
}

async function readGroup(client: CdnManagementClient, pair: Pair, color: Color): Promise<GroupState> {
  const { resourceGroup, names } = parseResourceId(pair.router.profileId);
  const name = pair.router.originGroups[color];
  const asked = client.afdOriginGroups.get(resourceGroup, names[0] ?? "", name);
  const group = await orTrouble(groupId(pair, color), asked);
  const origins = await readOrigins(client, pair, color);
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
          },
  };
}

async function readOrigins(
  client: CdnManagementClient,
  pair: Pair,
  color: Color,
): Promise<readonly AFDOrigin[]> {
  const { resourceGroup, names } = parseResourceId(pair.router.profileId);
  const pages = client.afdOrigins.listByOriginGroup(
    resourceGroup,
    names[0] ?? "",
    pair.router.originGroups[color],
  );
  const origins: AFDOrigin[] = [];
  const collect = async () => {
    for await (const origin of pages) origins.push(origin);
  };
  await orTrouble(groupId(pair, color), collect());
  return origins;
}

const colorOf = (pair: Pair, origin: AFDOrigin): Color | undefined =>
  colors.find(
    (color) => pair.environments[color].originHost.toLowerCase() === origin.hostName?.toLowerCase(),
  );

function entryIn(pair: Pair, origin: AFDOrigin): readonly OriginEntry[] {
  const color = colorOf(pair, origin);
  if (color === undefined) return [];
  const { priority, weight, enabledState } = origin;
  return [{ color, priority: priority ?? 1, weight: weight ?? 50, enabled: enabledState !== "Disabled" }];
}

const originMissing = (pair: Pair, group: Color, origin: Color): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "ORIGIN_MISSING",
    message: `The group has no origin with the host ${pair.environments[origin].originHost}.`,
    resource: groupId(pair, group),
    fix: "Lay the permanent layout with infra (layFrontDoor), or correct originHost in the pair file.",
  });
