import { z } from "zod";

const EnabledState = z.enum(["Enabled", "Disabled"]);
const Reference = z.looseObject({ id: z.string() });
const named = <Schema extends z.ZodType>(properties: Schema) =>
  z.array(z.looseObject({ name: z.string().min(1), properties }));

const forwarding = "#Microsoft.Azure.FrontDoor.Models.FrontdoorForwardingConfiguration";

const Backend = z.looseObject({
  address: z.string().min(1),
  httpPort: z.int().min(1).max(65_535),
  httpsPort: z.int().min(1).max(65_535),
  enabledState: EnabledState.default("Enabled"),
  priority: z.int().min(1).max(5),
  weight: z.int().min(1).max(1000),
  backendHostHeader: z.string().nullable().optional(),
});

/** The properties of a Front Door (classic), as far as edges act by them; what they do not know is kept as it is. */
export const FrontDoorProperties = z.looseObject({
  enabledState: EnabledState.default("Enabled"),
  frontendEndpoints: named(
    z.looseObject({
      hostName: z.string().min(1),
      sessionAffinityEnabledState: EnabledState.default("Disabled"),
      sessionAffinityTtlSeconds: z.int().default(0),
    }),
  ).min(1),
  backendPools: named(
    z.looseObject({
      backends: z.array(Backend).min(1),
      loadBalancingSettings: Reference,
      healthProbeSettings: Reference,
    }),
  ).min(1),
  healthProbeSettings: named(
    z.looseObject({
      path: z.string().startsWith("/"),
      protocol: z.enum(["Http", "Https"]).default("Https"),
      intervalInSeconds: z.int().min(5).max(255),
      healthProbeMethod: z.enum(["GET", "HEAD"]).default("HEAD"),
      enabledState: EnabledState.default("Enabled"),
    }),
  ).min(1),
  loadBalancingSettings: named(
    z.looseObject({
      sampleSize: z.int().min(1).max(255),
      successfulSamplesRequired: z.int().min(1).max(255),
      additionalLatencyMilliseconds: z.int().min(0).max(1000).default(0),
    }),
  ).min(1),
  routingRules: named(
    z.looseObject({
      frontendEndpoints: z.array(Reference).min(1),
      acceptedProtocols: z.array(z.enum(["Http", "Https"])).min(1),
      patternsToMatch: z.array(z.string().startsWith("/")).min(1),
      enabledState: EnabledState.default("Enabled"),
      // Redirects are not there: an edge only ever forwards.
      routeConfiguration: z.looseObject({
        "@odata.type": z.literal(forwarding),
        forwardingProtocol: z.enum(["HttpOnly", "HttpsOnly", "MatchRequest"]).default("MatchRequest"),
        cacheConfiguration: z.looseObject({}).nullable().optional(),
        backendPool: Reference,
      }),
    }),
  ).min(1),
  backendPoolsSettings: z
    .looseObject({ enforceCertificateNameCheck: EnabledState, sendRecvTimeoutSeconds: z.int().min(16) })
    .default({ enforceCertificateNameCheck: "Enabled", sendRecvTimeoutSeconds: 30 }),
});

export type FrontDoorProperties = z.infer<typeof FrontDoorProperties>;

export const collections = [
  "frontendEndpoints",
  "backendPools",
  "healthProbeSettings",
  "loadBalancingSettings",
  "routingRules",
] as const;

/** Azure ignores these in a request body, on every level; whoever sends back what was read includes them. */
const readOnlyNames = new Set([
  "type",
  "resourceState",
  "provisioningState",
  "cname",
  "frontdoorId",
  "rulesEngines",
  "extendedProperties",
  "customHttpsProvisioningState",
  "customHttpsProvisioningSubstate",
  "customHttpsConfiguration",
  "privateEndpointStatus",
]);

export function withoutReadOnly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReadOnly);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !readOnlyNames.has(name))
      .map(([name, inner]) => [name, withoutReadOnly(inner)]),
  );
}

export const forwardingTo = (backendPoolId: string) => ({
  "@odata.type": forwarding,
  forwardingProtocol: "HttpsOnly",
  backendPool: { id: backendPoolId },
});
