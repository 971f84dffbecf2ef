import { otherColor, type Pair } from "../../domain/environment/pair.ts";
import { weigh } from "../../domain/evidence/evidence.ts";
import { isLocked } from "../../domain/probing/ways.ts";
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
import { moveEvidence } from "./evidence.ts";
import { confirmGate } from "./gates.ts";
import type { ActivePlan } from "./planning.ts";
import { confirmOwnHand, reconcile } from "./router-changes.ts";
import { saidOf, takeBaseline, verdictOn } from "./verdicts.ts";

/** Until then an edge may not have probed the new origin, and the standby would answer the preview endpoint. */
const edgesProbeMinutes = 5;

/**
 * Proves the candidate a first time, so that a bad one is known early, and gets everything ready that takes time:
 * capacity held, the router's settings spread to every edge. What the swap goes by is taken after all of that.
 */
export function* verifying(run: Run, plan: ActivePlan, known: { pair: Pair; stagedAt: Date }): Story<void> {
  const { pair } = known;
  yield* enter(run, "verifying");
  yield* confirmOwnHand(run, plan);
  yield* updateAddress(run, plan, pair);
  yield* sleep(run, edgesProbeMinutes * 60);
  yield* confirmGate(run, plan.candidate);
  yield* prove(run, plan, { pair, ways: "proof" });
  if (plan.isEscape) return;
  yield* holdCapacity(run, plan);
  const sharedAt = yield* prepareShare(run, plan, pair);
  const spread = Math.max(known.stagedAt.getTime(), sharedAt?.getTime() ?? 0);
  yield* sleepUntil(run, new Date(spread + propagationMinutes * 60_000));
}

/** With both environments in the candidate's group its preview endpoint proves neither, so this comes after the proof. */
function* prepareShare(run: Run, plan: ActivePlan, pair: Pair): Story<Date | undefined> {
  const percent = pair.steps[0] ?? fullShare;
  if (percent === fullShare) return undefined;
  yield* reconcile(run, plan, { step: "prepare", percent });
  return nowOf(run);
}

/**
 * What moves users is judged right before it, after everything that can wait: the baseline of the side they leave,
 * then the candidate. What is young enough is not taken again.
 */
export function* proveAnew(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  if (isReady(run, plan)) return;
  if (!plan.isEscape) {
    // hours may have passed since: autoscaling has had its own idea of what that side needs
    yield* holdCapacity(run, plan);
    yield* proveBaseline(run, plan, pair);
  }
  const isStepwise = pair.steps.length > 1;
  yield* confirmGate(run, plan.candidate, isStepwise && isLocked(pair));
  yield* prove(run, plan, { pair, ways: isStepwise ? "origin" : "proof" });
}

function isReady(run: Run, plan: ActivePlan): boolean {
  const { proof, baseline } = moveEvidence(run, plan);
  const now = nowOf(run).toISOString();
  const proven = weigh({ decision: "swap", what: "proof" }, proof, now);
  const before = weigh({ decision: "swap", what: "baseline" }, baseline, now);
  return proven.kind === "fresh" && (plan.isEscape || before.kind === "fresh");
}

/** Inconclusive pauses for a person; it is never a pass. */
function* prove(run: Run, plan: ActivePlan, by: { pair: Pair; ways: Ways }): Story<void> {
  for (;;) {
    const { pair, ways } = by;
    const verdict = yield* verdictOn(run, { color: plan.candidate, policy: pair.verdict, ways });
    const takenAt = nowOf(run).toISOString();
    run.proof = { fact: verdict.verdict, takenAt };
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
    pause(
      run,
      `${otherColor(plan.candidate)}, the way back, is ${saidOf(verdict)}; resume looks again` +
        (plan.kind === "rollback" ? ", and a rollback leaves a sick side without it" : ""),
    );
    yield* whileHeld(run);
  }
}
