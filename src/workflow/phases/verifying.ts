import type { Pair } from "../../domain/environment/pair.ts";
import { propagationMinutes } from "../../domain/swap/traffic.ts";
import type { Story } from "../durable.ts";
import { pause } from "../inbox.ts";
import { enter, nowOf, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { sleep, sleepUntil, whileHeld } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";
import { saidOf, verdictOn } from "./verdicts.ts";

/** Until then an edge may not have probed the new origin, and the standby would answer the preview endpoint. */
const edgesProbeMinutes = 5;

/** Proves the candidate. It does not end before every edge must know the standby entry. */
export function* verifying(run: Run, plan: ActivePlan, known: { pair: Pair; stagedAt: Date }): Story<void> {
  yield* enter(run, "verifying");
  yield* sleep(run, edgesProbeMinutes * 60);
  yield* prove(run, plan, known.pair);
  const oldEnough = new Date(known.stagedAt.getTime() + propagationMinutes * 60_000);
  if (nowOf(run).getTime() >= oldEnough.getTime()) return;
  yield* sleepUntil(run, oldEnough);
  // the first proof has grown old while the standby entry spread
  yield* prove(run, plan, known.pair);
}

/** Inconclusive pauses for a person; it is never a pass. */
export function* prove(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  for (;;) {
    const verdict = yield* verdictOn(run, plan.candidate, pair.verdict);
    if (verdict.verdict === "healthy") return;
    if (verdict.verdict === "unhealthy") {
      throw new TurnAround({ kind: "abort", command: null, why: `the candidate is ${saidOf(verdict)}` });
    }
    pause(run, `the verdict on ${plan.candidate} is ${saidOf(verdict)}; resume takes a new one`);
    yield* whileHeld(run);
  }
}
