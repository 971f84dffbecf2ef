import { colors } from "../../domain/environment/pair.ts";
import type { RouterInspection } from "../../domain/upgrade/inspection.ts";
import type { HasPipeline } from "../arm/clients.ts";
import { parsedAs } from "../arm/errors.ts";
import { listRaw, sendRaw } from "../arm/raw.ts";
import { colorOfHost, groupId, groupNames, sameId, type FrontDoorPair } from "./ids.ts";
import { readProfile } from "./profile.ts";
import { groupIn, originsIn } from "./read.ts";
import { ProfileBody, Route, SecurityPolicy, isEnabled, type Origin } from "./wire.ts";

/** The settings beyond the layout that readiness asks for. */
export async function inspectFrontDoor(client: HasPipeline, pair: FrontDoorPair): Promise<RouterInspection> {
  const { profileId } = pair.router;
  const { body } = await sendRaw(client, { method: "GET", target: profileId, resource: profileId });
  const { sku } = parsedAs(ProfileBody, body, profileId);
  const profile = await readProfile(client, pair);
  return {
    // the same resource type also carries CDN (classic), which has neither routes nor origin groups of this kind
    isClassic: !/_AzureFrontDoor$/i.test(sku?.name ?? ""),
    routes: profile.usersRoutes.map(({ route }, index) => ({
      id: pair.router.routeIds[index] ?? "",
      caches: route.properties.cacheConfiguration != null,
    })),
    groups: groupNames(pair).map((name) => ({
      name,
      latencySensitivityMs:
        groupIn(pair, profile, name)?.properties.loadBalancingSettings?.additionalLatencyInMilliseconds ?? 0,
      origins: originsIn(pair, profile, name).flatMap((origin) => originSettings(pair, origin)),
    })),
    previews: await previewsOf(client, pair),
  };
}

function originSettings(pair: FrontDoorPair, { properties }: Origin) {
  const color = colorOfHost(pair, properties.hostName);
  if (color === undefined) return [];
  const { originHostHeader: header, sharedPrivateLinkResource: link } = properties;
  return [
    { color, hostHeader: header == null || header === "" ? null : header, isPrivateLink: link != null },
  ];
}

async function previewsOf(client: HasPipeline, pair: FrontDoorPair): Promise<RouterInspection["previews"]> {
  const guarded = await guardedEndpoints(client, pair);
  const seen = await Promise.all(
    colors.map(async (color) => {
      const endpoint = pair.router.previewEndpoints[color];
      const list = `${pair.router.profileId}/afdEndpoints/${endpoint}/routes`;
      const routes = await listRaw(client, list, Route);
      const leadsToItsGroup = routes.some(
        ({ properties }) =>
          sameId(properties.originGroup?.id, groupId(pair, color)) && isEnabled(properties.enabledState),
      );
      const isProtected = guarded.some((id) =>
        id.toLowerCase().endsWith(`/afdendpoints/${endpoint.toLowerCase()}`),
      );
      return [color, { leadsToItsGroup, isProtected }] as const;
    }),
  );
  return Object.fromEntries(seen) as RouterInspection["previews"];
}

/** Ids of the endpoints and domains that some WAF policy of the profile stands before. */
async function guardedEndpoints(client: HasPipeline, pair: FrontDoorPair): Promise<readonly string[]> {
  const policies = await listRaw(client, `${pair.router.profileId}/securityPolicies`, SecurityPolicy);
  return policies.flatMap(({ properties }) =>
    (properties.parameters?.associations ?? []).flatMap(({ domains }) =>
      (domains ?? []).flatMap(({ id }) => id ?? []),
    ),
  );
}
