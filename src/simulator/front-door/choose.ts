import type {
  Configuration,
  GroupConfiguration,
  OriginConfiguration,
  RouteConfiguration,
} from "./configuration.ts";
import type { RuledRequest } from "./rules-engine.ts";
import { overridden } from "./rules-engine.ts";

export interface OriginShare {
  readonly origin: OriginConfiguration;
  /** Of the requests, above 0 to 1. */
  readonly share: number;
}

/** What an edge does with a request for one host and path. */
export type Choice =
  | { readonly kind: "refused"; readonly why: "unknown host" | "no enabled route" | "no enabled origin" }
  | Forwarded;

export interface Forwarded {
  readonly kind: "forwarded";
  readonly endpointHost: string;
  readonly route: RouteConfiguration;
  readonly group: GroupConfiguration;
  readonly origins: readonly OriginShare[];
  /** Whom a request may go to at all, whatever the priority. */
  readonly usable: readonly OriginConfiguration[];
}

/** What an edge has found out about origins by itself. */
export interface Judgment {
  isHealthy(group: GroupConfiguration, origin: OriginConfiguration): boolean;
  latencyMs(origin: OriginConfiguration): number;
}

export function choose(
  configuration: Configuration,
  request: RuledRequest & { readonly host: string },
  judgment: Judgment,
): Choice {
  const routes = configuration.routes.filter((route) => route.hosts.includes(request.host));
  if (routes.length === 0) return { kind: "refused", why: "unknown host" };
  const matching = routeFor(routes, request.path);
  if (matching === undefined) return { kind: "refused", why: "no enabled route" };
  const route = overridden(matching, request);
  const group = configuration.groups.get(route.group);
  const usable = group === undefined ? [] : usableOrigins(group, judgment);
  if (group === undefined || usable.length === 0) return { kind: "refused", why: "no enabled origin" };
  const origins = chooseOrigins(group, judgment);
  return { kind: "forwarded", endpointHost: route.endpointHost, route, group, origins, usable };
}

/** The longest pattern wins. */
function routeFor(routes: readonly RouteConfiguration[], path: string): RouteConfiguration | undefined {
  const matching = routes
    .filter((route) => route.isEnabled)
    .flatMap((route) => route.patterns.map((pattern) => ({ route, pattern })))
    .filter(({ pattern }) => matches(pattern, path));
  return matching.toSorted((a, b) => b.pattern.length - a.pattern.length)[0]?.route;
}

/** With every origin failing, Front Door distrusts the probes and uses all of them. */
function usableOrigins(group: GroupConfiguration, judgment: Judgment): readonly OriginConfiguration[] {
  const enabled = group.origins.filter((origin) => origin.isEnabled);
  const healthy = enabled.filter((origin) => judgment.isHealthy(group, origin));
  return healthy.length === 0 ? enabled : healthy;
}

/**
 * Enabled, then healthy, then the lowest priority, then within the latency window of the fastest, then by weight
 * (learn.microsoft.com/azure/frontdoor/routing-methods).
 */
export function chooseOrigins(group: GroupConfiguration, judgment: Judgment): readonly OriginShare[] {
  const usable = usableOrigins(group, judgment);
  // Nothing is known to be better than anything else then, so requests are spread over all, whatever their priority.
  if (!usable.some((origin) => judgment.isHealthy(group, origin))) {
    return usable.map((origin) => ({ origin, share: 1 / usable.length }));
  }
  const lowest = Math.min(...usable.map((origin) => origin.priority));
  const preferred = usable.filter((origin) => origin.priority === lowest);
  const fastestMs = Math.min(...preferred.map((origin) => judgment.latencyMs(origin)));
  const candidates = preferred.filter(
    (origin) => judgment.latencyMs(origin) <= fastestMs + group.latencyWindowMs,
  );
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
