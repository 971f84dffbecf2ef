import type {
  AFDOrigin,
  CdnManagementClient,
  Route,
  SecurityPolicyWebApplicationFirewallParameters,
} from "@azure/arm-cdn";
import { colors } from "../../domain/environment/pair.ts";
import type { RouterInspection } from "../../domain/upgrade/inspection.ts";
import { orTrouble } from "../arm/errors.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { colorOfHost, groupId, sameId, type FrontDoorPair } from "./ids.ts";
import { readFrontDoor } from "./read.ts";

/** The settings beyond the layout that readiness asks for. */
export async function inspectFrontDoor(
  client: CdnManagementClient,
  pair: FrontDoorPair,
): Promise<RouterInspection> {
  const { resourceGroup, names } = parseResourceId(pair.router.profileId);
  const at: At = { client, pair, resourceGroup, profile: names[0] ?? "" };
  const profile = await orTrouble(pair.router.profileId, client.profiles.get(resourceGroup, at.profile));
  const { routes, groups } = await readFrontDoor(client, pair);
  return {
    // the same resource type also carries CDN (classic), which has neither routes nor origin groups of this kind
    isClassic: !/_AzureFrontDoor$/i.test(profile.sku.name ?? ""),
    routes: await Promise.all(routes.map(async (route, index) => routeSettings(at, route, index))),
    groups: [...groups].map(([name, { group, origins }]) => ({
      name,
      latencySensitivityMs: group.loadBalancingSettings?.additionalLatencyInMilliseconds ?? 0,
      origins: origins.flatMap((origin) => originSettings(pair, origin)),
    })),
    previews: await previewsOf(at),
  };
}

interface At {
  readonly client: CdnManagementClient;
  readonly pair: FrontDoorPair;
  readonly resourceGroup: string;
  readonly profile: string;
}

async function routeSettings(at: At, route: Route, index: number) {
  const overriding: string[] = [];
  for (const { id = "" } of route.ruleSets ?? []) {
    const name = id.slice(id.lastIndexOf("/") + 1);
    if (await overridesGroup(at, name)) overriding.push(name);
  }
  return {
    id: at.pair.router.routeIds[index] ?? "",
    overridingRuleSets: overriding,
    caches: route.cacheConfiguration !== undefined && route.cacheConfiguration !== null,
  };
}

async function overridesGroup(
  { client, pair, resourceGroup, profile }: At,
  ruleSet: string,
): Promise<boolean> {
  const find = async () => {
    for await (const rule of client.rules.listByRuleSet(resourceGroup, profile, ruleSet)) {
      if ((rule.actions ?? []).some(isOverride)) return true;
    }
    return false;
  };
  return orTrouble(`${pair.router.profileId}/ruleSets/${ruleSet}`, find());
}

/** The client's types know only the base of an action. */
function isOverride(action: { readonly name: string }): boolean {
  const { parameters } = action as { parameters?: { originGroupOverride?: unknown } };
  return action.name === "RouteConfigurationOverride" && parameters?.originGroupOverride !== undefined;
}

function originSettings(pair: FrontDoorPair, origin: AFDOrigin) {
  const color = colorOfHost(pair, origin.hostName);
  if (color === undefined) return [];
  const { originHostHeader: header, sharedPrivateLinkResource: link } = origin;
  return [
    { color, hostHeader: header === undefined || header === "" ? null : header, isPrivateLink: link != null },
  ];
}

async function previewsOf(at: At) {
  const { pair } = at;
  const guarded = await guardedEndpoints(at);
  const seen = await Promise.all(
    colors.map(async (color) => {
      const endpoint = pair.router.previewEndpoints[color];
      const isProtected = guarded.some((id) =>
        id.toLowerCase().endsWith(`/afdendpoints/${endpoint.toLowerCase()}`),
      );
      return [
        color,
        { leadsToItsGroup: await leadsTo(at, endpoint, groupId(pair, color)), isProtected },
      ] as const;
    }),
  );
  return Object.fromEntries(seen) as RouterInspection["previews"];
}

async function leadsTo(
  { client, pair, resourceGroup, profile }: At,
  endpoint: string,
  group: string,
): Promise<boolean> {
  const find = async () => {
    for await (const route of client.routes.listByEndpoint(resourceGroup, profile, endpoint)) {
      if (sameId(route.originGroup?.id, group) && route.enabledState !== "Disabled") return true;
    }
    return false;
  };
  return orTrouble(`${pair.router.profileId}/afdEndpoints/${endpoint}`, find());
}

/** Ids of the endpoints and domains that some WAF policy of the profile stands before. */
async function guardedEndpoints({ client, pair, resourceGroup, profile }: At): Promise<readonly string[]> {
  const find = async () => {
    const ids: string[] = [];
    for await (const { parameters } of client.securityPolicies.listByProfile(resourceGroup, profile)) {
      const { associations = [] } = (parameters ??
        {}) as Partial<SecurityPolicyWebApplicationFirewallParameters>;
      ids.push(...associations.flatMap(({ domains = [] }) => domains.flatMap(({ id }) => id ?? [])));
    }
    return ids;
  };
  return orTrouble(pair.router.profileId, find());
}
