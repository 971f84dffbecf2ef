import type { VerdictKind } from "../probing/verdict.ts";
import { afterSwap, phaseOf, type Position } from "../upgrade/commands.ts";
import type { Outcome, Phase } from "../upgrade/phases.ts";

/** What the watch knows at one look; `unknown` and null: it could not be read now. */
export interface WatchFacts {
  /** Whom the pair record names. */
  readonly owner: "us" | "other" | "nobody" | "unknown";
  /** `dead`: its instance has failed or was ended, and it never told how it ended. */
  readonly story: "running" | "dead" | "unknown";
  readonly position: Position | null;
  readonly outcome: Outcome | null;
  /** On the environment that users were moved to. */
  readonly candidate: VerdictKind | null;
  /** Seconds since the way back was last asked for; null: never. */
  readonly askedSecondsAgo: number | null;
}

export type WatchDecision =
  | { readonly kind: "goOn" }
  | { readonly kind: "end"; readonly why: string }
  /** Turn the story around, and take over where it stays silent. */
  | { readonly kind: "askStory" }
  /** There is no story any more. */
  | { readonly kind: "takeOver" };

/** Asked for so long ago without effect, the way back is asked for again. */
const askAgainSeconds = 300;

/** Users are taken back by whoever is there to do it. */
export function decide(facts: WatchFacts): WatchDecision {
  if (facts.owner === "other") return { kind: "end", why: "another operation owns the pair, and watches it" };
  if (facts.outcome !== null) return { kind: "end", why: `the operation has ended ${facts.outcome}` };
  if (facts.candidate !== "unhealthy") return { kind: "goOn" };
  if (facts.askedSecondsAgo !== null && facts.askedSecondsAgo < askAgainSeconds) return { kind: "goOn" };
  if (facts.story === "dead") return { kind: "takeOver" };
  return isBeforeOrBack(facts.position) ? { kind: "goOn" } : { kind: "askStory" };
}

/** Nobody was moved yet, or the story is taking users back already. An unknown phase counts as one after the swap. */
function isBeforeOrBack(position: Position | null): boolean {
  if (position === null) return false;
  const listed: readonly Phase[] = afterSwap;
  return !listed.includes(phaseOf(position));
}
