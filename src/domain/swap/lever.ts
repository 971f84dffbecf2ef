import type { Color } from "../environment/pair.ts";
import { entryOf, usersGroup, type RouterState } from "./layout.ts";

/** What the gate of an environment answered when it was asked at its origin. */
export type GateAnswer =
  /** 200. */
  | { readonly kind: "open"; readonly color: Color; readonly epoch: number }
  /** 503, because the pair record closes it. */
  | { readonly kind: "closed"; readonly color: Color; readonly epoch: number }
  /** 503, because the application behind it is not well. */
  | { readonly kind: "unhealthy"; readonly color: Color; readonly epoch: number }
  /** Something answered, but no gate. */
  | { readonly kind: "noGate"; readonly said: string }
  | { readonly kind: "unreachable"; readonly why: string };

/** Front Door's own view of an origin: the share of its health probes that passed, 0 to 100, and when it was so. */
export interface OriginHealth {
  readonly percentage: number;
  /** ISO 8601, the end of the newest minute that counts. */
  readonly measuredAt: string;
}

/** What is known of the environment that users would fall back to. */
export interface WayBackEvidence {
  readonly color: Color;
  readonly router: RouterState;
  readonly gate: GateAnswer;
  /** null: Front Door told no probe of that origin. */
  readonly health: OriginHealth | null;
  /** ISO 8601. */
  readonly now: string;
}

export type Interlock =
  | { readonly kind: "free" }
  /** It cannot help, or nobody can tell: the route write alone brings users back. */
  | { readonly kind: "useless"; readonly why: string }
  /** The other side is bad: with both gates closed Front Door would spread users over both. */
  | { readonly kind: "locked"; readonly why: string };

/** Of Front Door's probes at the way back, and how old that may be: a lever on stale evidence is a coin tossed. */
export const leverHealthAtLeast = 90;
export const leverEvidenceMinutes = 5;

/** Whether the candidate's gate may be closed. Never on missing evidence, never when the way back is not well now. */
export function interlock(evidence: WayBackEvidence): Interlock {
  const { color, router, gate, health, now } = evidence;
  if (entryOf(usersGroup(router), color)?.enabled !== true)
    return { kind: "useless", why: `${color} is not enabled in the group that users are on` };
  const objection = gateObjection(color, gate);
  if (objection !== undefined) return objection;
  const ageMinutes = health === null ? Infinity : (Date.parse(now) - Date.parse(health.measuredAt)) / 60_000;
  if (health === null || ageMinutes > leverEvidenceMinutes)
    return { kind: "useless", why: `Front Door tells no health of ${color} that is young enough` };
  return health.percentage >= leverHealthAtLeast
    ? { kind: "free" }
    : {
        kind: "locked",
        why: `only ${Math.round(health.percentage)} % of Front Door's probes of ${color} pass`,
      };
}

/** The gate of the way back has to answer 200, now, and in its own name. */
function gateObjection(color: Color, gate: GateAnswer): Exclude<Interlock, { kind: "free" }> | undefined {
  switch (gate.kind) {
    case "open":
      return gate.color === color
        ? undefined
        : { kind: "locked", why: `the gate at the origin of ${color} says that it is ${gate.color}` };
    case "closed":
    case "unhealthy":
      return { kind: "locked", why: `the gate of ${color} answers ${gate.kind}` };
    case "unreachable":
      return { kind: "locked", why: `the gate of ${color} gives no answer: ${gate.why}` };
    case "noGate":
      return { kind: "useless", why: `${color} has no gate: ${gate.said}` };
    default:
      return gate satisfies never;
  }
}
