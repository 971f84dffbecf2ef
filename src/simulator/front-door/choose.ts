import type { Configuration, GroupConfiguration, OriginConfiguration } from "./configuration.ts";

export interface OriginShare {
  readonly origin: OriginConfiguration;
  /** Of the requests, above 0 to 1. */
  readonly share: number;
}

/** What an edge does with a request for one host and path. */
export type Choice =
  | { readonly kind: "refused"; readonly why: "unknown host" | "no enabled route" | "no enabled origin" }
  | { readonly kind: "forwarded"; readonly endpointHost: string; readonly origins: readonly OriginShare[] };

export type IsHealthy = (group: GroupConfiguration, origin: OriginConfiguration) => boolean;

export function choose(
  configuration: Configuration,
  request: { readonly host: string; readonly path: string },
  isHealthy: IsHealthy,
): Choice {
  const routes = configuration.routes.filter((route) => route.hosts.includes(request.host));
  if (routes.length === 0) return { kind: "refused", why: "unknown host" };
  const matching = routes
    .filter((route) => route.isEnabled)
    .flatMap((route) => route.patterns.map((pattern) => ({ route, pattern })))
    .filter(({ pattern }) => matches(pattern, request.path))
    .toSorted((a, b) => b.pattern.length - a.pattern.length);
  const route = matching[0]?.route;
  if (route === undefined) return { kind: "refused", why: "no enabled route" };
  const group = configuration.groups.get(route.group);
  const origins = group === undefined ? [] : chooseOrigins(group, isHealthy);
  return origins.length === 0
    ? { kind: "refused", why: "no enabled origin" }
    : { kind: "forwarded", endpointHost: route.endpointHost, origins };
}

/** Enabled, then healthy, then the lowest priority, then by weight (learn.microsoft.com/azure/frontdoor/routing-methods). */
export function chooseOrigins(group: GroupConfiguration, isHealthy: IsHealthy): readonly OriginShare[] {
  const enabled = group.origins.filter((origin) => origin.isEnabled);
  const healthy = enabled.filter((origin) => isHealthy(group, origin));
  // With every origin failing, Front Door distrusts the probes and spreads over all of them, whatever their priority.
  if (healthy.length === 0) return enabled.map((origin) => ({ origin, share: 1 / enabled.length }));
  const lowest = Math.min(...healthy.map((origin) => origin.priority));
  const candidates = healthy.filter((origin) => origin.priority === lowest);
  const weights = candidates.reduce((sum, origin) => sum + origin.weight, 0);
  return candidates.map((origin) => ({ origin, share: origin.weight / weights }));
}

/** A pattern may end with `*`, nothing else. */
function matches(pattern: string, path: string): boolean {
  if (!pattern.endsWith("*")) return path === pattern;
  const prefix = pattern.slice(0, -1);
  return path.startsWith(prefix) || `${path}/` === prefix;
}

/** The origin in whose part of the whole this number in [0, 1) falls. */
export function pick(origins: readonly OriginShare[], at: number): OriginConfiguration | undefined {
  let passed = 0;
  for (const { origin, share } of origins) {
    passed += share;
    if (at < passed) return origin;
  }
  return origins.at(-1)?.origin;
}
