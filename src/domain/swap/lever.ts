import { otherColor, type Color } from "../environment/pair.ts";
import { entryOf, type RouterState } from "./layout.ts";
import { wellnessOf, type WayBackSeen } from "./way-back.ts";

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

/** What is known of the environment that users would fall back to. */
export interface WayBackEvidence extends WayBackSeen {
  /** null: the control plane cannot be read, and nothing of it is known from before. */
  readonly router: RouterState | null;
  readonly gate: GateAnswer;
  /** How often in a row the gate has given no answer, this time included. */
  readonly unanswered: number;
}

export type Interlock =
  | { readonly kind: "free" }
  /** It cannot help: the route write alone brings users back. */
  | { readonly kind: "useless"; readonly why: string }
  /** Nobody can tell now: asked again in a few seconds, and the route write goes on beside it. */
  | { readonly kind: "unknown"; readonly why: string }
  /** The other side is bad: with both gates closed Front Door would spread users over both. */
  | { readonly kind: "locked"; readonly why: string };

/** One question without an answer may be our own network's fault. */
const unansweredAtMost = 3;

/** Whether the candidate's gate may be closed. Missing evidence is never taken for good or bad. */
export function interlock(evidence: WayBackEvidence): Interlock {
  const { color, router } = evidence;
  if (router === null) return { kind: "unknown", why: "the router cannot be read" };
  // the group that edges may still send users to, also once the route is written back
  const group = router.groups.shared ?? router.groups[otherColor(color)];
  if (entryOf(group, color)?.enabled !== true)
    return { kind: "useless", why: `${color} is not enabled in the group that users were moved to` };
  const gate = gateObjection(evidence);
  if (gate !== undefined) return gate;
  const seen = wellnessOf(evidence);
  if (seen.kind === "well") return { kind: "free" };
  return { kind: seen.kind === "bad" ? "locked" : "unknown", why: seen.why };
}

/** The gate of the way back has to answer 200, now, and in its own name. */
function gateObjection(evidence: WayBackEvidence): Exclude<Interlock, { kind: "free" }> | undefined {
  const { color, gate } = evidence;
  switch (gate.kind) {
    case "open":
      return gate.color === color
        ? undefined
        : { kind: "locked", why: `the gate at the origin of ${color} says that it is ${gate.color}` };
    case "closed":
    case "unhealthy":
      return { kind: "locked", why: `the gate of ${color} answers ${gate.kind}` };
    case "unreachable":
      // after some silence Front Door's own probes decide alone: they are not asked through our network
      return evidence.unanswered >= unansweredAtMost && evidence.health !== null
        ? undefined
        : { kind: "unknown", why: `the gate of ${color} gives no answer: ${gate.why}` };
    case "noGate":
      return { kind: "useless", why: `${color} has no gate: ${gate.said}` };
    default:
      return gate satisfies never;
  }
}
