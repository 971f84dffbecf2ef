import type { Color } from "../environment/pair.ts";
import { weigh, type Evidence } from "../evidence/evidence.ts";
import type { VerdictKind } from "../probing/verdict.ts";

/** Front Door's own view of an origin: the share of its health probes that passed, 0 to 100, and when it was so. */
export interface OriginHealth {
  readonly percentage: number;
  /** ISO 8601, the end of the newest minute that counts. */
  readonly measuredAt: string;
}

/** Of Front Door's probes at the way back: less is a coin tossed. */
export const healthAtLeast = 90;

/** What has been seen of the environment that users would be taken to. */
export interface WayBackSeen {
  readonly color: Color;
  /** null: Front Door told no probe of that origin. */
  readonly health: OriginHealth | null;
  /** Our own looks at it; null: none. */
  readonly own: Evidence<VerdictKind> | null;
  /** ISO 8601. */
  readonly now: string;
}

export type Wellness =
  | { readonly kind: "well" }
  | { readonly kind: "unknown"; readonly why: string }
  | { readonly kind: "bad"; readonly why: string };

/**
 * How the way back is. Front Door's own probes come first, then our looks; where either says that it is bad nobody is
 * led there, and where neither says anything it is not known.
 */
export function wellnessOf({ color, health, own, now }: WayBackSeen): Wellness {
  const measured = health === null ? null : { fact: health.percentage, takenAt: health.measuredAt };
  const probes = weigh({ decision: "takeBack", what: "probes" }, measured, now);
  const looks = weigh({ decision: "takeBack", what: "wayBack" }, own, now);
  if (probes.kind === "fresh" && probes.fact < healthAtLeast)
    return {
      kind: "bad",
      why: `only ${Math.round(probes.fact)} % of Front Door's probes of ${color} pass`,
    };
  if (looks.kind === "fresh" && looks.fact === "unhealthy")
    return { kind: "bad", why: `our own checks of ${color} fail` };
  if (probes.kind === "fresh" || (looks.kind === "fresh" && looks.fact === "healthy"))
    return { kind: "well" };
  return {
    kind: "unknown",
    why: `neither Front Door's probes nor our own looks tell lately how ${color} is`,
  };
}
