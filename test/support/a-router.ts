import { otherColor, type Color } from "../../src/domain/environment/pair.ts";
import type { GroupState, RouterState } from "../../src/domain/swap/layout.ts";
import type { RouterInspection } from "../../src/domain/upgrade/inspection.ts";

/** The permanent layout at rest, with users on `active`. */
export function aRouter(active: Color, wanted: Partial<RouterState> = {}): RouterState {
  return {
    routedGroup: active,
    routeEnabled: true,
    groups: { blue: aGroup("blue"), green: aGroup("green") },
    ways: [],
    strangers: [],
    underWay: null,
    ...wanted,
  };
}

export function aGroup(own: Color, wanted: Partial<GroupState> = {}): GroupState {
  return {
    entries: [
      { color: own, priority: 1, weight: 1000, enabled: true },
      { color: otherColor(own), priority: 2, weight: 1000, enabled: false },
    ],
    sessionAffinity: false,
    probe: {
      path: "/.well-known/environment",
      method: "GET",
      protocol: "Https",
      intervalSeconds: 15,
      sampleSize: 4,
      successfulSamplesRequired: 3,
    },
    ...wanted,
  };
}

/** The one group that all routes share, at rest: the active at priority 2, the other disabled at 3. */
export function aSharedRouter(active: Color, wanted: Partial<RouterState> = {}): RouterState {
  const shared = aGroup(active, {
    entries: [
      { color: active, priority: 2, weight: 100, enabled: true },
      { color: otherColor(active), priority: 3, weight: 100, enabled: false },
    ],
  });
  const rest = aRouter(active);
  return { ...rest, routedGroup: "shared", groups: { ...rest.groups, shared }, ...wanted };
}

/** Nothing in it spoils a swap. */
export function aRouterInspection(wanted: Partial<RouterInspection> = {}): RouterInspection {
  const preview = { leadsToItsGroup: true, isProtected: true };
  const origin = { hostHeader: "www.shop.example", isPrivateLink: false };
  return {
    isClassic: false,
    routes: [{ id: "the users' route", caches: false }],
    groups: (["blue", "green"] as const).map((name) => ({
      name,
      latencySensitivityMs: 50,
      origins: [
        { ...origin, color: "blue" },
        { ...origin, color: "green" },
      ],
    })),
    previews: { blue: preview, green: preview },
    ...wanted,
  };
}
