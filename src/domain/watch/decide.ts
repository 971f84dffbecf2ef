import type { VerdictKind } from "../probing/verdict.ts";
import { afterSwap, phaseOf, type Position } from "../upgrade/commands.ts";
import type { Outcome, Phase } from "../upgrade/phases.ts";

/** What the watch knows at one look; `unknown` and null: it could not be read now. */
export interface WatchFacts {
  /** Whom the pair record names; `former`: an operation of an earlier epoch than the watched one. */
  readonly owner: "us" | "other" | "former" | "nobody" | "unknown";
  /** `dead`: its instance has failed or was ended, and it never told how it ended. */
  readonly story: "running" | "dead" | "unknown";
  readonly position: Position | null;
  readonly outcome: Outcome | null;
  /** On the environment that users were moved to. */
  readonly candidate: VerdictKind | null;
  /** On the one they would be taken back to. */
  readonly previous: VerdictKind | null;
  /** Users have left that one because it was not well. */
  readonly isEscape: boolean;
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
  // begun before its operation has claimed the pair: until then the former owner's watch is the one that acts
  if (facts.owner === "former")
    return facts.story === "dead" ? { kind: "end", why: "the operation never began" } : { kind: "goOn" };
  if (facts.outcome !== null) return { kind: "end", why: `the operation has ended ${facts.outcome}` };
  if (facts.candidate !== "unhealthy") return { kind: "goOn" };
  if (facts.isEscape && facts.previous !== "healthy") return { kind: "goOn" };
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
