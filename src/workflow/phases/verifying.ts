import type { Pair } from "../../domain/environment/pair.ts";
import { fullShare } from "../../domain/swap/shares.ts";
import { propagationMinutes } from "../../domain/swap/traffic.ts";
import type { Ways } from "../activities/probing.ts";
import type { Story } from "../durable.ts";
import { pause } from "../inbox.ts";
import { enter, nowOf, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { sleep, sleepUntil, whileHeld } from "../waiting.ts";
import { updateAddress } from "./address.ts";
import { holdCapacity } from "./capacity.ts";
import { confirmGate } from "./gates.ts";
import type { ActivePlan } from "./planning.ts";
import { confirmOwnHand, reconcile } from "./router-changes.ts";
import { saidOf, takeBaseline, verdictOn } from "./verdicts.ts";

/** Until then an edge may not have probed the new origin, and the standby would answer the preview endpoint. */
const edgesProbeMinutes = 5;

/**
 * Proves the candidate and gets the way back ready: capacity held, the baseline taken. It does not end before every
 * edge must know the standby entry, which has been spreading since building.
 */
export function* verifying(run: Run, plan: ActivePlan, known: { pair: Pair; stagedAt: Date }): Story<void> {
  const { pair } = known;
  yield* enter(run, "verifying");
  yield* confirmOwnHand(run, plan);
  yield* updateAddress(run, plan, pair);
  yield* sleep(run, edgesProbeMinutes * 60);
  yield* confirmGate(run, plan.candidate);
  yield* prove(run, plan, { pair, ways: "proof" });
  yield* holdCapacity(run, plan);
  yield* proveBaseline(run, plan, pair);
  const sharedAt = yield* prepareShare(run, plan, pair);
  const spread = Math.max(known.stagedAt.getTime(), sharedAt?.getTime() ?? 0);
  const oldEnough = new Date(spread + propagationMinutes * 60_000);
  if (nowOf(run).getTime() >= oldEnough.getTime()) return;
  yield* sleepUntil(run, oldEnough);
  // the first proof has grown old while the router's settings spread
  yield* prove(run, plan, { pair, ways: sharedAt === undefined ? "proof" : "origin" });
}

/** With both environments in the candidate's group its preview endpoint proves neither, so this comes after the proof. */
function* prepareShare(run: Run, plan: ActivePlan, pair: Pair): Story<Date | undefined> {
  const percent = pair.steps[0] ?? fullShare;
  if (percent === fullShare) return undefined;
  yield* reconcile(run, plan, { step: "prepare", percent });
  return nowOf(run);
}

/** Inconclusive pauses for a person; it is never a pass. */
export function* prove(run: Run, plan: ActivePlan, by: { pair: Pair; ways: Ways }): Story<void> {
  for (;;) {
    const { pair, ways } = by;
    const verdict = yield* verdictOn(run, { color: plan.candidate, policy: pair.verdict, ways });
    if (verdict.verdict === "healthy") return;
    if (verdict.verdict === "unhealthy") {
      throw new TurnAround({ kind: "abort", command: null, why: `the candidate is ${saidOf(verdict)}` });
    }
    pause(run, `the verdict on ${plan.candidate} is ${saidOf(verdict)}; resume takes a new one`);
    yield* whileHeld(run);
  }
}

/** Checks that the active fails itself cannot judge the candidate. */
function* proveBaseline(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  for (;;) {
    const verdict = yield* takeBaseline(run, pair, plan.active);
    if (verdict.verdict === "healthy") return;
    if (plan.kind === "rollback") {
      // its sickness may be why users are taken back, so it is neither waited for nor a measure of anything
      run.baseline = null;
      return;
    }
    pause(run, `${plan.active}, the way back, is ${saidOf(verdict)}; resume looks again`);
    yield* whileHeld(run);
  }
}
