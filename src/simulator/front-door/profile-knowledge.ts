import type { Configuration, GroupConfiguration, RouteConfiguration } from "./configuration.ts";
import type { Knowledge } from "./knowledge.ts";
import { merge } from "./merge.ts";
import type { Resource } from "./resource.ts";
import { lastSegment, nameIn } from "./names.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import {
  CustomDomainProperties,
  EndpointProperties,
  kindOfPath,
  OriginGroupProperties,
  OriginProperties,
  RouteProperties,
} from "./resource-kinds.ts";
import type { RuleConfiguration } from "./rules-engine.ts";
import { ruleOf } from "./rules-engine.ts";

/** A resource without what only the control plane keeps of it. */
export type Described = Pick<Resource, "kind" | "name" | "path" | "properties">;

export type Resources = ReadonlyMap<string, Described>;

/** Those of one kind straight below `parentPath` (empty: the profile itself). */
export function listIn<One extends Described>(
  resources: ReadonlyMap<string, One>,
  kind: ResourceKind,
  parentPath: string,
): readonly One[] {
  const depth = parentPath === "" ? 2 : parentPath.split("/").length + 2;
  const isBelow = (key: string) => parentPath === "" || key.startsWith(`${parentPath.toLowerCase()}/`);
  return [...resources.entries()]
    .filter(([key, resource]) => resource.kind === kind && isBelow(key) && key.split("/").length === depth)
    .map(([, resource]) => resource);
}

/** What the resources of a profile tell an edge to do. They are never changed once they are known. */
export function profileKnowledge(profileId: string, resources: Resources): Knowledge {
  let configuration: Configuration | undefined;
  return {
    get configuration() {
      return (configuration ??= configurationOf(profileId, resources));
    },
    after({ path, properties }) {
      const [key, changed] = [path.toLowerCase(), new Map(resources)];
      const kind = kindOfPath(path);
      const before = resources.get(key);
      if (properties === undefined || kind === undefined) changed.delete(key);
      else {
        const merged = merge(before?.properties ?? {}, properties);
        changed.set(key, { kind, name: nameIn(path), path, properties: merged });
      }
      return profileKnowledge(profileId, changed);
    },
  };
}

function configurationOf(profileId: string, resources: Resources): Configuration {
  const groups = listIn(resources, "originGroup", "");
  return {
    groups: new Map(groups.map((group) => [group.name.toLowerCase(), groupOf(group, resources)])),
    routes: listIn(resources, "endpoint", "").flatMap((endpoint) => routesOf(endpoint, profileId, resources)),
  };
}

function groupOf(group: Described, resources: Resources): GroupConfiguration {
  const { loadBalancingSettings, healthProbeSettings, sessionAffinityState } = OriginGroupProperties.parse(
    group.properties,
  );
  return {
    name: group.name,
    sampleSize: loadBalancingSettings.sampleSize,
    successfulSamplesRequired: loadBalancingSettings.successfulSamplesRequired,
    latencyWindowMs: loadBalancingSettings.additionalLatencyInMilliseconds,
    hasAffinity: sessionAffinityState === "Enabled",
    probe: {
      path: healthProbeSettings?.probePath ?? "/",
      method: healthProbeSettings?.probeRequestType === "GET" ? "GET" : "HEAD",
      // 240 s is Front Door's default interval.
      intervalMs: (healthProbeSettings?.probeIntervalInSeconds ?? 240) * 1000,
    },
    origins: listIn(resources, "origin", group.path).map((origin) => {
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

function routesOf(
  endpoint: Described,
  profileId: string,
  resources: Resources,
): readonly RouteConfiguration[] {
  const { hostName, enabledState } = EndpointProperties.parse(endpoint.properties);
  const domains = new Map(
    listIn(resources, "customDomain", "").map((domain) => [
      domain.name.toLowerCase(),
      CustomDomainProperties.parse(domain.properties).hostName,
    ]),
  );
  return listIn(resources, "route", endpoint.path).map((route) => {
    const read = RouteProperties.parse(route.properties);
    const own = read.customDomains.map((domain) => domains.get(lastSegment(domain.id)) ?? "");
    const linked = read.linkToDefaultDomain === "Enabled" ? [hostName] : [];
    return {
      id: `${profileId}/${route.path}`.toLowerCase(),
      endpointHost: hostName,
      hosts: [...own, ...linked].map((host) => host.toLowerCase()),
      patterns: read.patternsToMatch,
      group: lastSegment(read.originGroup.id),
      rules: rulesOf(read.ruleSets, resources),
      isCached: (read.cacheConfiguration ?? null) !== null,
      isEnabled: read.enabledState === "Enabled" && enabledState === "Enabled",
    };
  });
}

/** Set by set as the route names them, and within each by their order. */
const rulesOf = (
  ruleSets: readonly { readonly id: string }[],
  resources: Resources,
): readonly RuleConfiguration[] =>
  ruleSets.flatMap(({ id }) =>
    listIn(resources, "rule", `ruleSets/${nameIn(id)}`)
      .map((rule) => ruleOf(rule.properties))
      .toSorted((a, b) => a.order - b.order),
  );
