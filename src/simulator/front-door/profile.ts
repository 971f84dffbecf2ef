import type { Draw, WorldSeed } from "../joints.ts";
import type { Configuration, GroupConfiguration, RouteConfiguration } from "./configuration.ts";
import { permanentLayout } from "./layout.ts";
import type { Resource } from "./resource.ts";
import { idAsAnswered } from "./resource.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import {
  CustomDomainProperties,
  EndpointProperties,
  OriginGroupProperties,
  OriginProperties,
  RouteProperties,
} from "./resource-kinds.ts";

/** The control plane's own truth: what a GET answers now, whatever the edges still do. */
export interface Profile {
  readonly id: string;
  /** Sent to origins as X-Azure-FDID. */
  readonly frontDoorId: string;
  body(): Readonly<Record<string, unknown>>;
  /** By its path below the profile; ARM ids do not mind the case. */
  find(path: string): Resource | undefined;
  /** Those of one kind straight below `parentPath` (empty: the profile itself). */
  list(kind: ResourceKind, parentPath: string): readonly Resource[];
  add(resource: Resource): void;
  remove(resource: Resource): void;
  snapshot(): Configuration;
}

export function createProfile(seed: WorldSeed, draw: Draw): Profile {
  const resources = new Map<string, Resource>();
  const add = (resource: Resource) => void resources.set(resource.path.toLowerCase(), resource);
  for (const resource of permanentLayout(seed, draw)) add(resource);
  const frontDoorId = guid(draw, seed.profileId);

  const list = (kind: ResourceKind, parentPath: string): readonly Resource[] => {
    const depth = parentPath === "" ? 2 : parentPath.split("/").length + 2;
    const isBelow = (key: string) => parentPath === "" || key.startsWith(`${parentPath.toLowerCase()}/`);
    return [...resources.entries()]
      .filter(([key, resource]) => resource.kind === kind && isBelow(key) && key.split("/").length === depth)
      .map(([, resource]) => resource);
  };

  return {
    id: seed.profileId,
    frontDoorId,
    body: () => profileBody(seed.profileId, frontDoorId),
    find: (path) => resources.get(path.toLowerCase()),
    list,
    add,
    remove: (resource) => void resources.delete(resource.path.toLowerCase()),
    snapshot: () => ({
      groups: new Map(
        list("originGroup", "").map((group) => [group.name.toLowerCase(), groupOf(group, list)]),
      ),
      routes: list("endpoint", "").flatMap((endpoint) => routesOf(endpoint, seed.profileId, list)),
    }),
  };
}

type List = Profile["list"];

function groupOf(group: Resource, list: List): GroupConfiguration {
  const { loadBalancingSettings, healthProbeSettings } = OriginGroupProperties.parse(group.properties);
  return {
    name: group.name,
    sampleSize: loadBalancingSettings.sampleSize,
    successfulSamplesRequired: loadBalancingSettings.successfulSamplesRequired,
    probe: {
      path: healthProbeSettings?.probePath ?? "/",
      method: healthProbeSettings?.probeRequestType === "GET" ? "GET" : "HEAD",
      // 240 s is Front Door's default interval.
      intervalMs: (healthProbeSettings?.probeIntervalInSeconds ?? 240) * 1000,
    },
    origins: list("origin", group.path).map((origin) => {
      const read = OriginProperties.parse(origin.properties);
      return {
        name: origin.name,
        hostName: read.hostName.toLowerCase(),
        hostHeader: read.originHostHeader === "" ? null : read.originHostHeader,
        priority: read.priority ?? 1,
        weight: read.weight ?? 50,
        isEnabled: read.enabledState === "Enabled",
      };
    }),
  };
}

function routesOf(endpoint: Resource, profileId: string, list: List): readonly RouteConfiguration[] {
  const { hostName, enabledState } = EndpointProperties.parse(endpoint.properties);
  const domains = new Map(
    list("customDomain", "").map((domain) => [
      domain.name.toLowerCase(),
      CustomDomainProperties.parse(domain.properties).hostName,
    ]),
  );
  return list("route", endpoint.path).map((route) => {
    const read = RouteProperties.parse(route.properties);
    const own = read.customDomains.map((domain) => domains.get(lastSegment(domain.id)) ?? "");
    const linked = read.linkToDefaultDomain === "Enabled" ? [hostName] : [];
    return {
      id: `${profileId}/${route.path}`.toLowerCase(),
      endpointHost: hostName,
      hosts: [...own, ...linked].map((host) => host.toLowerCase()),
      patterns: read.patternsToMatch,
      group: lastSegment(read.originGroup.id),
      isEnabled: read.enabledState === "Enabled" && enabledState === "Enabled",
    };
  });
}

export const lastSegment = (id: string): string => id.slice(id.lastIndexOf("/") + 1).toLowerCase();

const profileBody = (id: string, frontDoorId: string) => ({
  id: idAsAnswered(id),
  type: "Microsoft.Cdn/profiles",
  name: id.slice(id.lastIndexOf("/") + 1),
  location: "Global",
  tags: {},
  kind: "frontdoor",
  sku: { name: "Standard_AzureFrontDoor" },
  properties: {
    // The longest that Front Door allows: slow answers take up to 230 s here.
    originResponseTimeoutSeconds: 240,
    frontDoorId,
    extendedProperties: {},
    resourceState: "Active",
    provisioningState: "Succeeded",
  },
});

function guid(draw: Draw, resourceId: string): string {
  const digit = () => Math.floor(draw("frontDoorId", resourceId) * 16).toString(16);
  const digits = (count: number) => Array.from({ length: count }, digit).join("");
  return [8, 4, 4, 4, 12].map(digits).join("-");
}
