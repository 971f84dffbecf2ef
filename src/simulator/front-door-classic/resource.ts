import { nameIn } from "../front-door/names.ts";
import { collections } from "./shape.ts";
import type { Whole } from "./writes.ts";

const entryTypes = {
  frontendEndpoints: "FrontendEndpoints",
  backendPools: "BackendPools",
  healthProbeSettings: "HealthProbeSettings",
  loadBalancingSettings: "LoadBalancingSettings",
  routingRules: "RoutingRules",
} as const;

/** As Azure answers it: what was written, ids and states beside every entry, and what only Azure knows. */
export function frontDoorBody(
  about: {
    readonly id: string;
    readonly frontdoorId: string;
    readonly cname: string;
    readonly provisioningState: string;
  },
  { location, tags, properties }: Whole,
): Readonly<Record<string, unknown>> {
  const { id, frontdoorId, cname, provisioningState } = about;
  const entries = Object.fromEntries(
    collections.map((collection) => [
      collection,
      properties[collection].map((entry) => ({
        ...entry,
        id: `${id}/${collection}/${entry.name}`,
        type: `Microsoft.Network/Frontdoors/${entryTypes[collection]}`,
        properties: { ...entry.properties, resourceState: "Enabled" },
      })),
    ]),
  );
  return {
    id,
    type: "Microsoft.Network/frontdoors",
    name: nameIn(id),
    location,
    tags,
    properties: {
      ...properties,
      ...entries,
      resourceState: "Enabled",
      provisioningState,
      cname,
      frontdoorId,
      rulesEngines: [],
      extendedProperties: {},
    },
  };
}
