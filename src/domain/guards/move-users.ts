import { otherColor, type Color } from "../environment/pair.ts";
import { weigh, type Evidence } from "../evidence/evidence.ts";
import type { VerdictKind } from "../probing/verdict.ts";
import { activeColor, usersGroup, type RouterState } from "../swap/layout.ts";
import type { GateAnswer } from "../swap/lever.ts";
import { wellnessOf, type OriginHealth } from "../swap/way-back.ts";
import { firstRefusal, go, notYet, refuse, type GuardAnswer } from "./guard.ts";

/** What is handed to the write that moves users: taken before it, and only good for a while. */
export interface MoveEvidence {
  readonly proof: Evidence<VerdictKind> | null;
  readonly baseline: Evidence<VerdictKind> | null;
  readonly verdict: Evidence<VerdictKind> | null;
  readonly arrival: Evidence<boolean> | null;
}

export const noEvidence: MoveEvidence = { proof: null, baseline: null, verdict: null, arrival: null };

export interface MoveFacts extends MoveEvidence {
  readonly router: RouterState;
  readonly candidate: Color;
  /** Of the candidate, asked in the same step. */
  readonly gate: GateAnswer;
  /** Front Door's own probes of the candidate; null: none told. */
  readonly health: OriginHealth | null;
  /** The environment that users leave is sick or gone: then nothing is asked of it. */
  readonly isEscape: boolean;
  /** ISO 8601. */
  readonly now: string;
}

/** Whether the group that nobody is on yet may be written. */
export function mayStage({ router, candidate }: { router: RouterState; candidate: Color }): GuardAnswer {
  if (router.routedGroup === undefined) return refuse("nobody can tell which origin group users are on");
  if (router.routedGroup === candidate)
    return refuse(`users are on the origin group ${candidate}, so it is not written`);
  return go;
}

/** Whether users may be moved to a candidate now: it is proven, the side they leave is well, and the router is at rest. */
export function maySwap(facts: MoveFacts): GuardAnswer {
  const { router, candidate, proof, baseline, isEscape, now } = facts;
  const proven = weigh({ decision: "swap", what: "proof" }, proof, now);
  const before = weigh({ decision: "swap", what: "baseline" }, baseline, now);
  return firstRefusal([
    isEscape && router.routedGroup !== undefined ? go : restOf(router, candidate),
    proven.kind !== "fresh" ? notYet(proven.why) : mustBeHealthy(candidate, proven.fact),
    isEscape
      ? go
      : before.kind !== "fresh"
        ? notYet(before.why)
        : mustBeHealthy(otherColor(candidate), before.fact),
    gateOf(facts),
  ]);
}

/** Whether the candidate's share may rise: it is healthy under the share it has, and that has arrived. */
export function mayShare({
  candidate,
  verdict,
  arrival,
  now,
}: MoveEvidence & Pick<MoveFacts, "candidate" | "now">): GuardAnswer {
  const seen = weigh({ decision: "share", what: "verdict" }, verdict, now);
  const there = weigh({ decision: "share", what: "arrival" }, arrival, now);
  return firstRefusal([
    seen.kind !== "fresh" ? notYet(seen.why) : mustBeHealthy(candidate, seen.fact),
    there.kind !== "fresh" ? notYet(there.why) : there.fact ? go : notYet("the last share has not arrived"),
  ]);
}

/** Whether the previous environment may leave the routed group: users have arrived at a candidate that is healthy now. */
export function mayRetire(facts: Omit<MoveFacts, "gate" | "health">): GuardAnswer {
  const { router, candidate, verdict, arrival, isEscape, now } = facts;
  if (activeColor(router) !== candidate) return refuse(`users are not on ${candidate}`);
  const seen = weigh({ decision: "retire", what: "verdict" }, verdict, now);
  const there = weigh({ decision: "retire", what: "arrival" }, arrival, now);
  return firstRefusal([
    // what has left a sick side has nothing to go back to: only arrival counts
    isEscape ? go : seen.kind !== "fresh" ? notYet(seen.why) : mustBeHealthy(candidate, seen.fact),
    there.kind !== "fresh"
      ? notYet(there.why)
      : there.fact
        ? go
        : notYet(`users have not arrived at ${candidate}`),
  ]);
}

const mustBeHealthy = (color: Color, verdict: VerdictKind): GuardAnswer =>
  verdict === "healthy" ? go : notYet(`the verdict on ${color} is ${verdict}`);

/** A gate that cannot be asked now may still be seen by Front Door's own probes; one that says no is believed. */
function gateOf({ candidate, gate, health, now }: MoveFacts): GuardAnswer {
  if (gate.kind === "unreachable") {
    const seen = wellnessOf({ color: candidate, health, own: null, now });
    return seen.kind === "well" ? go : notYet(`the gate of ${candidate} is unreachable, and ${seen.why}`);
  }
  if (gate.kind === "open")
    return gate.color === candidate ? go : refuse(`the gate at ${candidate} says that it is ${gate.color}`);
  return notYet(`the gate of ${candidate} is ${gate.kind}`);
}

/** One group, one environment first in it, and nobody else's origin before it. */
function restOf(router: RouterState, candidate: Color): GuardAnswer {
  const why = unrestOf(router);
  if (why !== undefined) return refuse(why);
  const active = activeColor(router);
  // a swap that has begun is repeated until it is done
  return active === otherColor(candidate) || active === candidate
    ? go
    : refuse("users are on no environment of the pair");
}

/** Why nothing may start or move on this router: users are between two places; undefined when it is at rest. */
export function unrestOf(router: RouterState): string | undefined {
  if (router.routedGroup === undefined) return "the users' routes do not all lead to one group of the pair";
  const entries = (usersGroup(router)?.entries ?? []).filter((entry) => entry.enabled);
  const least = Math.min(...entries.map((entry) => entry.priority));
  const firsts = entries.filter((entry) => entry.priority === least);
  if (firsts.length > 1) return `two origins of the group ${router.routedGroup} share its users`;
  const [first] = firsts;
  if (first === undefined) return "no origin of the group that users are on is enabled";
  if (router.routedGroup !== "shared" && first.color !== router.routedGroup)
    return `users are on the origin group ${router.routedGroup}, but ${first.color} is first in it`;
  const stranger = router.strangers.find(
    (one) => one.group === router.routedGroup && one.priority <= first.priority,
  );
  return stranger === undefined
    ? undefined
    : `the origin ${stranger.name} of no environment takes users of the group ${router.routedGroup}`;
}
