import type { Pair } from "../../domain/environment/pair.ts";
import type { Story } from "../durable.ts";
import { isHeld, pause } from "../inbox.ts";
import { enter, note, nowOf, publish, type Run } from "../run.ts";
import { lookForArrival } from "./arrival.ts";
import type { ActivePlan } from "./planning.ts";
import { badVerdict } from "./swapping.ts";
import { saidOf, verdictOn } from "./verdicts.ts";

/**
 * Watches the new active environment, the previous one kept warm. A pause holds back only the end: verdicts go
 * on, and so does the way back.
 */
export function* soaking(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  yield* enter(run, "soaking");
  const arrivedAt = nowOf(run);
  const endsAt = arrivedAt.getTime() + pair.soakMinutes * 60_000;
  for (;;) {
    const verdict = yield* verdictOn(run, plan.candidate, pair.verdict);
    if (verdict.verdict === "unhealthy") throw badVerdict(plan, saidOf(verdict));
    if (verdict.verdict === "inconclusive")
      pause(run, `the verdict on ${plan.candidate} is ${saidOf(verdict)}`);
    yield* lookForArrival(run, plan.candidate, arrivedAt);
    if (verdict.verdict === "healthy" && nowOf(run).getTime() >= endsAt && !isHeld(run.head.position)) break;
  }
  note(run, "soak.ended", { minutes: pair.soakMinutes });
  yield* publish(run);
}
