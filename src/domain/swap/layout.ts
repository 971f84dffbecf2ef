import type { Color } from "../environment/pair.ts";

/** An origin group by what it is for: a color's own, or the one that both share where users are moved by priority. */
export type GroupName = Color | "shared";

/** One origin's entry in one origin group. */
export interface OriginEntry {
  readonly color: Color;
  /** 1 to 5, the lowest is chosen first. */
  readonly priority: number;
  /** 1 to 1000. */
  readonly weight: number;
  readonly enabled: boolean;
}

export interface ProbeSettings {
  readonly path: string;
  readonly method: string;
  readonly protocol: string;
  readonly intervalSeconds: number;
  /** An edge takes an origin for healthy while this many of its last `sampleSize` probes have passed. */
  readonly sampleSize: number;
  readonly successfulSamplesRequired: number;
}

/** How long an edge goes on sending users to an origin whose probes all fail; each edge probes for itself. */
export function leaveSeconds(probe: ProbeSettings): number {
  const { sampleSize, successfulSamplesRequired, intervalSeconds } = probe;
  // more passes required than samples kept is never healthy: the first probe decides
  return Math.max(1, sampleSize - successfulSamplesRequired + 1) * intervalSeconds;
}

/** An enabled origin of a group that is no environment of the pair: users who are sent there are counted nowhere. */
export interface Stranger {
  readonly group: GroupName;
  readonly name: string;
  readonly priority: number;
  readonly weight: number;
}

/** An enabled route, or a rule of one, that can lead users to environments; the pair's own previews are left out. */
export interface Way {
  /** Its ARM id. */
  readonly resource: string;
  /** `users`: a route that the pair names. `other`: anything else in the profile. */
  readonly kind: "users" | "other";
  /** Every environment that an enabled origin behind it leads to. */
  readonly colors: readonly Color[];
}

export interface GroupState {
  readonly entries: readonly OriginEntry[];
  readonly sessionAffinity: boolean;
  readonly probe: ProbeSettings | null;
}

/** What Front Door's control plane says now; edges may still do something older. */
export interface RouterState {
  /** The group that every route of the users points to; undefined when they point to none of the pair's, or not to one. */
  readonly routedGroup: GroupName | undefined;
  readonly routeEnabled: boolean;
  readonly groups: Readonly<Record<Color, GroupState>> & { readonly shared?: GroupState };
  /** Everything in the whole profile that reaches an environment now, as it was read; our own writes do not change it here. */
  readonly ways: readonly Way[];
  readonly strangers: readonly Stranger[];
  /** A resource of the pair whose long-running operation has not ended yet. */
  readonly underWay: string | null;
}

/**
 * Active = the first enabled origin, by priority, of the routed group, whose gate is open. Read, never remembered.
 * `closedGate`: the color whose gate the pair record keeps closed.
 */
export function activeColor(router: RouterState, closedGate: Color | null = null): Color | undefined {
  if (!router.routeEnabled) return undefined;
  const enabled = (usersGroup(router)?.entries ?? []).filter(
    (entry) => entry.enabled && entry.color !== closedGate,
  );
  return enabled.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)[0]?.color;
}

export const usersGroup = (router: RouterState): GroupState | undefined =>
  router.routedGroup === undefined ? undefined : router.groups[router.routedGroup];

export const entryOf = (group: GroupState | undefined, color: Color): OriginEntry | undefined =>
  group?.entries.find((entry) => entry.color === color);
