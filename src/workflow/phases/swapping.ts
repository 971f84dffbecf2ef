import type { Pair } from "../../domain/environment/pair.ts";
import { fullShare } from "../../domain/swap/shares.ts";
import { arrivalDeadlineMinutes } from "../../domain/swap/traffic.ts";
import type { Story } from "../durable.ts";
import { enter, note, nowOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { halt } from "../waiting.ts";
import { lookForArrival } from "./arrival.ts";
import type { ActivePlan } from "./planning.ts";
import { reconcile } from "./router-changes.ts";
import { saidOf, verdictUnderTraffic } from "./verdicts.ts";

/** The one write that moves users, and the wait until the edges really do it; step by step where the pair asks for it. */
export function* swapping(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  yield* enter(run, "swapping");
  for (const [index, percent] of pair.steps.entries()) {
    const since = nowOf(run);
    const queuedBehind = yield* reconcile(run, plan, { step: index === 0 ? "swap" : "share", percent });
    note(run, index === 0 ? "route.written" : "share.moved", { to: plan.candidate, percent, queuedBehind });
    yield* publish(run);
    yield* arrive(run, plan, { pair, since, percent });
  }
  run.head = { ...run.head, active: plan.candidate };
  note(run, "swap.completed", { to: plan.candidate });
  yield* publish(run);
}

interface Arriving {
  readonly pair: Pair;
  readonly since: Date;
  readonly percent: number;
}

/** Judged from the write on: an unhealthy verdict turns back at once, only a pass needs arrival. */
function* arrive(run: Run, plan: ActivePlan, { pair, since, percent }: Arriving): Story<void> {
  const ways = pair.steps.length === 1 ? "watch" : "sharedWatch";
  let deadline = since.getTime() + arrivalDeadlineMinutes * 60_000;
  for (;;) {
    const judging = { color: plan.candidate, policy: pair.verdict, ways, pair, since } as const;
    const verdict = yield* verdictUnderTraffic(run, judging);
    if (verdict.verdict === "unhealthy") throw badVerdict(plan, saidOf(verdict));
    if ((yield* lookForArrival(run, plan.candidate, { since, percent })) === "arrived") break;
    if (nowOf(run).getTime() <= deadline) continue;
    yield* halt(run, `users have not arrived at ${plan.candidate} within ${arrivalDeadlineMinutes} minutes`);
    deadline = nowOf(run).getTime() + arrivalDeadlineMinutes * 60_000;
  }
  if (percent < fullShare) note(run, "share.arrived", { to: plan.candidate, percent });
}

export const badVerdict = (plan: ActivePlan, said: string): TurnAround =>
  new TurnAround({ kind: "rollBack", command: null, why: `${plan.candidate} is ${said}` });
