import type { Configuration, GroupConfiguration, RouteConfiguration } from "../front-door/configuration.ts";
import type { Knowledge } from "../front-door/knowledge.ts";
import { lastSegment } from "../front-door/names.ts";
import { FrontDoorProperties } from "./shape.ts";

/** What a whole Front Door (classic) tells an edge to do. A write is always the whole, so the last one counts alone. */
export const classicKnowledge = (id: string, properties: FrontDoorProperties): Knowledge => ({
  configuration: configurationOf(id, properties),
  after: (write) =>
    classicKnowledge(
      id,
      write.properties === undefined ? properties : FrontDoorProperties.parse(write.properties),
    ),
});

function configurationOf(id: string, properties: FrontDoorProperties): Configuration {
  const isEnabled = properties.enabledState === "Enabled";
  return {
    groups: new Map(
      properties.backendPools.map((pool) => [pool.name.toLowerCase(), groupOf(properties, pool)]),
    ),
    routes: properties.routingRules
      .map((rule) => routeOf(id, properties, rule))
      .map((route) => ({
        ...route,
        isEnabled: route.isEnabled && isEnabled,
      })),
  };
}

type Pool = FrontDoorProperties["backendPools"][number];
type Rule = FrontDoorProperties["routingRules"][number];

function groupOf(all: FrontDoorProperties, { name, properties }: Pool): GroupConfiguration {
  const probe = referenced(all.healthProbeSettings, properties.healthProbeSettings).properties;
  const balancing = referenced(all.loadBalancingSettings, properties.loadBalancingSettings).properties;
  return {
    name,
    sampleSize: balancing.sampleSize,
    successfulSamplesRequired: balancing.successfulSamplesRequired,
    latencyWindowMs: balancing.additionalLatencyMilliseconds,
    hasAffinity: hasAffinity(all, name),
    probe: {
      path: probe.path,
      method: probe.healthProbeMethod,
      intervalMs: probe.intervalInSeconds * 1000,
    },
    origins: properties.backends.map((backend) => ({
      // A backend has no name of its own.
      name: backend.address,
      hostName: backend.address.toLowerCase(),
      hostHeader: backend.backendHostHeader === "" ? null : (backend.backendHostHeader ?? null),
      priority: backend.priority,
      weight: backend.weight,
      isEnabled: backend.enabledState === "Enabled",
    })),
  };
}

/** Classic sets affinity for a frontend endpoint; here it is a matter of the pools that its rules lead to. */
const hasAffinity = (all: FrontDoorProperties, pool: string): boolean =>
  all.routingRules
    .filter(
      ({ properties }) => lastSegment(properties.routeConfiguration.backendPool.id) === pool.toLowerCase(),
    )
    .flatMap(({ properties }) => properties.frontendEndpoints)
    .map((reference) => referenced(all.frontendEndpoints, reference).properties)
    .some((frontend) => frontend.sessionAffinityEnabledState === "Enabled");

function routeOf(id: string, all: FrontDoorProperties, { name, properties }: Rule): RouteConfiguration {
  const { frontendEndpoints, patternsToMatch, routeConfiguration, enabledState } = properties;
  const hosts = frontendEndpoints.map((reference) =>
    referenced(all.frontendEndpoints, reference).properties.hostName.toLowerCase(),
  );
  return {
    id: `${id}/routingRules/${name}`.toLowerCase(),
    endpointHost: hosts[0] ?? "",
    hosts,
    patterns: patternsToMatch,
    group: lastSegment(routeConfiguration.backendPool.id),
    isCached: (routeConfiguration.cacheConfiguration ?? null) !== null,
    rules: [],
    isEnabled: enabledState === "Enabled",
  };
}

export const byReference = <Item extends { readonly name: string }>(
  items: readonly Item[],
  { id }: { readonly id: string },
): Item | undefined => items.find(({ name }) => name.toLowerCase() === lastSegment(id));

/** Every write was checked for it. */
function referenced<Item extends { readonly name: string }>(
  items: readonly Item[],
  reference: { readonly id: string },
): Item {
  const item = byReference(items, reference);
  if (item === undefined) throw new Error(`There is no ${reference.id}.`);
  return item;
}
