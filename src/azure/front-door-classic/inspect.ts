import { colors } from "../../domain/environment/pair.ts";
import type { RouterInspection } from "../../domain/upgrade/inspection.ts";
import type { HasPipeline } from "../arm/clients.ts";
import { colorOfHost } from "../front-door/ids.ts";
import { lastName, type ClassicPair } from "./ids.ts";
import { poolOf, readClassic, ruleOf } from "./read.ts";

/** The settings beyond the layout that readiness asks for. */
export async function inspectClassic(client: HasPipeline, pair: ClassicPair): Promise<RouterInspection> {
  const body = await readClassic(client, pair);
  const rule = ruleOf(pair, body);
  return {
    isClassic: true,
    routes: [
      {
        id: `${pair.router.frontDoorId}/routingRules/${rule.name}`,
        caches: rule.properties.routeConfiguration.cacheConfiguration != null,
      },
    ],
    groups: colors.map((name) => {
      const pool = poolOf(pair, body, name);
      const settings = body.properties.loadBalancingSettings.find(
        (one) => one.name.toLowerCase() === lastName(pool.properties.loadBalancingSettings?.id),
      );
      const latency = settings?.properties["additionalLatencyMilliseconds"];
      return {
        name,
        latencySensitivityMs: typeof latency === "number" ? latency : 0,
        origins: pool.properties.backends.flatMap((backend) => {
          const color = colorOfHost(pair, backend.address);
          const { backendHostHeader: header, privateLinkAlias, privateLinkResourceId } = backend;
          const isPrivateLink = privateLinkAlias != null || privateLinkResourceId != null;
          return color === undefined ? [] : [{ color, hostHeader: header || null, isPrivateLink }];
        }),
      };
    }),
    previews: null,
  };
}
