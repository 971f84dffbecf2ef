import { z } from "zod";

const Reference = z.looseObject({ id: z.string() });

/** One backend's place in a pool; what is not named here passes through untouched. */
export const Backend = z.looseObject({
  address: z.string(),
  enabledState: z.string().optional(),
  priority: z.int().optional(),
  weight: z.int().optional(),
  backendHostHeader: z.string().nullish(),
  privateLinkAlias: z.string().nullish(),
  privateLinkResourceId: z.string().nullish(),
});

const Pool = z.looseObject({
  name: z.string(),
  properties: z.looseObject({
    backends: z.array(Backend).default([]),
    healthProbeSettings: Reference.nullish(),
    loadBalancingSettings: Reference.nullish(),
  }),
});

const Rule = z.looseObject({
  name: z.string(),
  properties: z.looseObject({
    enabledState: z.string().optional(),
    frontendEndpoints: z.array(Reference).default([]),
    routeConfiguration: z.looseObject({
      backendPool: Reference.nullish(),
      cacheConfiguration: z.looseObject({}).nullish(),
    }),
    rulesEngine: Reference.nullish(),
  }),
});

/** A rules engine may send requests to another pool than the routing rule's. */
export const Engine = z.looseObject({
  name: z.string(),
  properties: z.looseObject({
    rules: z
      .array(
        z.looseObject({
          action: z
            .looseObject({
              routeConfigurationOverride: z.looseObject({ backendPool: Reference.nullish() }).nullish(),
            })
            .nullish(),
        }),
      )
      .nullish(),
  }),
});

const Named = z.looseObject({ name: z.string(), properties: z.looseObject({}) });

/** The one resource of a classic Front Door, with only what a swap goes by named. */
export const ClassicBody = z.looseObject({
  properties: z.looseObject({
    enabledState: z.string().nullish(),
    provisioningState: z.string().nullish(),
    resourceState: z.string().nullish(),
    routingRules: z.array(Rule).default([]),
    backendPools: z.array(Pool).default([]),
    frontendEndpoints: z.array(Named).default([]),
    healthProbeSettings: z.array(Named).default([]),
    loadBalancingSettings: z.array(Named).default([]),
  }),
});

export type Engine = z.infer<typeof Engine>;
export type ClassicBody = z.infer<typeof ClassicBody>;
export type ClassicPool = z.infer<typeof Pool>;
export type ClassicRule = z.infer<typeof Rule>;

/** Answered by Azure, never to be sent back. */
export const readOnly = [
  "provisioningState",
  "cname",
  "frontdoorId",
  "rulesEngines",
  "extendedProperties",
] as const;
