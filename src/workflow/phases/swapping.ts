import type { Pair } from "../../domain/environment/pair.ts";
import { fullShare } from "../../domain/swap/shares.ts";
import { arrivalDeadlineMinutes } from "../../domain/swap/traffic.ts";
import type { WatchSeen } from "../../domain/watch/report.ts";
import type { Story } from "../durable.ts";
import { enter, note, nowOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { halt, whileHeld } from "../waiting.ts";
import { beginWatch, readEvidence, waitForNews } from "./evidence.ts";
import type { ActivePlan } from "./planning.ts";
import { reconcile } from "./router-changes.ts";
import { proveAnew } from "./verifying.ts";

/** The one write that moves users, and the wait until the edges really do it; step by step where the pair asks for it. */
export function* swapping(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  if (run.head.move === null) yield* proveAnew(run, plan, pair);
  yield* enter(run, "swapping");
  // before the first write that can move anybody
  yield* beginWatch(run, plan, pair);
  for (const [index, percent] of pair.steps.entries()) {
    if ((run.head.move?.percent ?? 0) >= percent) continue;
    yield* index === 0 ? moveFirst(run, plan, { pair, percent }) : moveFurther(run, plan, percent);
    yield* arrive(run, plan, percent);
  }
  run.head = { ...run.head, active: plan.candidate };
  note(run, "swap.completed", { to: plan.candidate });
  yield* publish(run);
}

interface Share {
  readonly pair: Pair;
  readonly percent: number;
}

function* moveFirst(run: Run, plan: ActivePlan, { pair, percent }: Share): Story<void> {
  const prove = function* (): Story<void> {
    yield* proveOrGoBack(run, plan, pair);
  };
  const queuedBehind = yield* reconcile(run, plan, { step: "swap", percent, prove });
  note(run, "route.written", { to: plan.candidate, percent, queuedBehind });
  yield* moved(run, percent);
}

/**
 * Once the write was tried it may still land, whatever it was answered: a candidate that is bad now is left by a
 * rollback, whose hour of re-reading makes a late write harmless, and not by an abort.
 */
function* proveOrGoBack(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  try {
    yield* proveAnew(run, plan, pair);
  } catch (error) {
    if (!(error instanceof TurnAround) || error.turn.kind !== "abort") throw error;
    throw new TurnAround({ ...error.turn, kind: "rollBack" });
  }
}

function* moveFurther(run: Run, plan: ActivePlan, percent: number): Story<void> {
  const prove = function* (): Story<void> {
    yield* untilHealthy(run, plan);
  };
  const queuedBehind = yield* reconcile(run, plan, { step: "share", percent, prove });
  note(run, "share.moved", { to: plan.candidate, percent, queuedBehind });
  yield* moved(run, percent);
}

/** Counted from when the write was done: one that was refused for days has moved nobody meanwhile. */
function* moved(run: Run, percent: number): Story<void> {
  run.head = { ...run.head, move: { percent, since: nowOf(run).toISOString() } };
  yield* publish(run);
}

/** Until the users of this share are there. A bad verdict of the watch turns back at once; only a pass needs arrival. */
function* arrive(run: Run, plan: ActivePlan, percent: number): Story<void> {
  let deadline = overdueAt(run);
  for (;;) {
    const report = yield* readEvidence(run, plan);
    if (hasArrived(run, report)) break;
    if (nowOf(run).getTime() >= deadline.getTime() - 1_000) {
      yield* halt(
        run,
        `users have not arrived at ${plan.candidate} within ${arrivalDeadlineMinutes} minutes`,
      );
      deadline = overdueAt(run);
    } else yield* waitForNews(run, null, deadline);
  }
  if (percent < fullShare) note(run, "share.arrived", { to: plan.candidate, percent });
}

const overdueAt = (run: Run): Date => new Date(nowOf(run).getTime() + arrivalDeadlineMinutes * 60_000);

/** Of the move that was made last, not of one before. */
const hasArrived = (run: Run, report: WatchSeen | null): boolean =>
  report?.arrival?.fact.arrived === true && report.arrival.fact.since === run.head.move?.since;

/** A share rises on a healthy verdict only: what nobody can tell is waited for. */
function* untilHealthy(run: Run, plan: ActivePlan): Story<void> {
  for (;;) {
    const report = yield* readEvidence(run, plan);
    if (report?.verdicts[plan.candidate]?.fact.verdict === "healthy" && hasArrived(run, report)) return;
    yield* waitForNews(run, `the share rises once ${plan.candidate} is seen healthy with the one it has`);
    yield* whileHeld(run);
  }
}
