import type { RuleConfiguration } from "./rules-engine.ts";

/**
 * What one global rollout carries to the edges: the part of a profile that decides where a request goes. Plain
 * data, never changed once made, so that an edge may hold an older one than its neighbor.
 */
export interface Configuration {
  readonly groups: ReadonlyMap<string, GroupConfiguration>;
  readonly routes: readonly RouteConfiguration[];
}

export interface GroupConfiguration {
  readonly name: string;
  readonly sampleSize: number;
  readonly successfulSamplesRequired: number;
  /** How much slower than the fastest an origin may be and still be chosen. */
  readonly latencyWindowMs: number;
  /** A cookie keeps a user at one origin. */
  readonly hasAffinity: boolean;
  readonly probe: ProbeConfiguration;
  readonly origins: readonly OriginConfiguration[];
}

export interface ProbeConfiguration {
  readonly path: string;
  readonly method: "GET" | "HEAD";
  readonly intervalMs: number;
}

export interface OriginConfiguration {
  readonly name: string;
  readonly hostName: string;
  /** null: the request's own host name is passed on. */
  readonly hostHeader: string | null;
  /** 1 to 5, the lowest is chosen first. */
  readonly priority: number;
  /** 1 to 1000. */
  readonly weight: number;
  readonly isEnabled: boolean;
}

export interface RouteConfiguration {
  /** The resource id in lower case. */
  readonly id: string;
  /** The endpoint's own host name, by which metrics name it. */
  readonly endpointHost: string;
  /** Every host name that the route answers to. */
  readonly hosts: readonly string[];
  readonly patterns: readonly string[];
  /** The name of its origin group, in lower case. */
  readonly group: string;
  readonly isCached: boolean;
  /** Of all its rule sets, in the order in which they are applied. */
  readonly rules: readonly RuleConfiguration[];
  /** False as well while its endpoint is disabled. */
  readonly isEnabled: boolean;
}

/** The groups that some enabled route or a rule of it sends requests to: only those are probed. */
export function routedGroups(configuration: Configuration): readonly GroupConfiguration[] {
  const routes = configuration.routes.filter((route) => route.isEnabled);
  const names = new Set(
    routes.flatMap((route) => [route.group, ...route.rules.map(({ override }) => override?.group)]),
  );
  return [...configuration.groups.entries()].filter(([name]) => names.has(name)).map(([, group]) => group);
}
