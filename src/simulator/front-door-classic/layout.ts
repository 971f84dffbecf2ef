import { usersRouteIds } from "../front-door/layout.ts";
import { nameIn } from "../front-door/names.ts";
import type { Color, WorldSeed } from "../joints.ts";
import { FrontDoorProperties, forwardingTo } from "./shape.ts";

const colors = ["blue", "green"] as const;

/** At rest: a pool for each color with both backends, of which the other's is disabled, and the users' rule to blue's. */
export function classicLayout(seed: WorldSeed): FrontDoorProperties {
  const id = seed.frontDoorId;
  const inCollection = (collection: string, name: string) => ({ id: `${id}/${collection}/${name}` });
  const domain = seed.publicHost.replaceAll(".", "-");
  return FrontDoorProperties.parse({
    friendlyName: seed.pair,
    enabledState: "Enabled",
    frontendEndpoints: [
      { name: "default", properties: { hostName: defaultHost(seed) } },
      { name: domain, properties: { hostName: seed.publicHost, ...affinityOf(seed) } },
    ],
    backendPools: colors.map((color) => ({
      name: seed.originGroups[color],
      properties: {
        backends: colors
          .toSorted((one) => (one === color ? -1 : 1))
          .map((of) => backend(seed, { of, isOwn: of === color })),
        loadBalancingSettings: inCollection("loadBalancingSettings", "pair"),
        healthProbeSettings: inCollection("healthProbeSettings", "pair"),
      },
    })),
    healthProbeSettings: [
      {
        name: "pair",
        properties: { path: seed.probePath, protocol: "Https", intervalInSeconds: seed.probeIntervalSeconds },
      },
    ],
    loadBalancingSettings: [
      {
        name: "pair",
        properties: { sampleSize: 4, successfulSamplesRequired: 3, additionalLatencyMilliseconds: 50 },
      },
    ],
    routingRules: [
      {
        name: nameIn(usersRouteIds(seed)[0] ?? "users"),
        properties: {
          frontendEndpoints: ["default", domain].map((name) => inCollection("frontendEndpoints", name)),
          acceptedProtocols: ["Https"],
          patternsToMatch: ["/*"],
          routeConfiguration: forwardingTo(inCollection("backendPools", seed.originGroups.blue).id),
        },
      },
    ],
    backendPoolsSettings: { enforceCertificateNameCheck: "Enabled", sendRecvTimeoutSeconds: 240 },
  });
}

/** Every Front Door (classic) has this one besides its custom names. */
export const defaultHost = ({ frontDoorId }: WorldSeed): string => `${nameIn(frontDoorId)}.azurefd.net`;

const affinityOf = ({ sessionAffinity }: WorldSeed) =>
  sessionAffinity === true ? { sessionAffinityEnabledState: "Enabled" } : {};

const backend = (seed: WorldSeed, { of, isOwn }: { readonly of: Color; readonly isOwn: boolean }) => ({
  address: seed.originHosts[of],
  httpPort: 80,
  httpsPort: 443,
  enabledState: isOwn ? "Enabled" : "Disabled",
  priority: isOwn ? 1 : 2,
  weight: 100,
  backendHostHeader: seed.publicHost,
});
