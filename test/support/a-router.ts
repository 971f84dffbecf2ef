import { otherColor, type Color } from "../../src/domain/environment/pair.ts";
import type { GroupState, RouterState } from "../../src/domain/swap/layout.ts";

/** The permanent layout at rest, with users on `active`. */
export function aRouter(active: Color, wanted: Partial<RouterState> = {}): RouterState {
  return {
    routedGroup: active,
    routeEnabled: true,
    groups: { blue: aGroup("blue"), green: aGroup("green") },
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
    probe: { path: "/.well-known/environment", method: "GET", protocol: "Https", intervalSeconds: 15 },
    ...wanted,
  };
}
