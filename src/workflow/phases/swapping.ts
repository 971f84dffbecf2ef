import type { Pair } from "../../domain/environment/pair.ts";
import { arrivalDeadlineMinutes } from "../../domain/swap/traffic.ts";
import type { Story } from "../durable.ts";
import { pause } from "../inbox.ts";
import { enter, note, nowOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { halt, whileHeld } from "../waiting.ts";
import { lookForArrival } from "./arrival.ts";
import type { ActivePlan } from "./planning.ts";
import { routeTo } from "./route.ts";
import { saidOf, verdictOn } from "./verdicts.ts";

/** The one write that moves users, and the wait until the edges really do it. */
export function* swapping(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  yield* enter(run, "swapping");
  const since = nowOf(run);
  yield* writeRoute(run, plan);
  yield* arrive(run, plan, { pair, since });
  run.head = { ...run.head, active: plan.candidate };
  note(run, "swap.completed", { to: plan.candidate });
  yield* publish(run);
}

/** A refused swap has moved nobody: a person mends the cause and resumes, or rolls back. */
function* writeRoute(run: Run, plan: ActivePlan): Story<void> {
  for (;;) {
    try {
      yield* routeTo(run, plan.candidate);
      return;
    } catch (error) {
      if (!(error instanceof TurnAround) || error.turn.kind !== "stuck") throw error;
      pause(run, `the write of the users' route was refused: ${error.message}`);
      yield* whileHeld(run);
    }
  }
}

/** Judged from the write on: an unhealthy verdict turns back at once, only a pass needs arrival. */
function* arrive(run: Run, plan: ActivePlan, known: { pair: Pair; since: Date }): Story<void> {
  let deadline = known.since.getTime() + arrivalDeadlineMinutes * 60_000;
  for (;;) {
    const verdict = yield* verdictOn(run, plan.candidate, known.pair.verdict);
    if (verdict.verdict === "unhealthy") throw badVerdict(plan, saidOf(verdict));
    if ((yield* lookForArrival(run, plan.candidate, known.since)) === "arrived") return;
    if (nowOf(run).getTime() <= deadline) continue;
    yield* halt(run, `users have not arrived at ${plan.candidate} within ${arrivalDeadlineMinutes} minutes`);
    deadline = nowOf(run).getTime() + arrivalDeadlineMinutes * 60_000;
  }
}

export const badVerdict = (plan: ActivePlan, said: string): TurnAround =>
  new TurnAround({ kind: "rollBack", command: null, why: `${plan.candidate} is ${said}` });
