import type { Color } from "../environment/pair.ts";

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
}

export interface GroupState {
  readonly entries: readonly OriginEntry[];
  readonly sessionAffinity: boolean;
  readonly probe: ProbeSettings | null;
}

/** What Front Door's control plane says now; edges may still do something older. */
export interface RouterState {
  /** The color whose group the users' route points to; undefined when it points to neither. */
  readonly routedGroup: Color | undefined;
  readonly routeEnabled: boolean;
  readonly groups: Readonly<Record<Color, GroupState>>;
}

/** Active = the first enabled origin, by priority, of the routed group. Read, never remembered. */
export function activeColor(router: RouterState): Color | undefined {
  if (router.routedGroup === undefined || !router.routeEnabled) return undefined;
  const enabled = router.groups[router.routedGroup].entries.filter((entry) => entry.enabled);
  return enabled.toSorted((a, b) => a.priority - b.priority)[0]?.color;
}

export const entryOf = (group: GroupState, color: Color): OriginEntry | undefined =>
  group.entries.find((entry) => entry.color === color);
