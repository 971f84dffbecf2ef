import type { Pair } from "../../domain/environment/pair.ts";
import { takeSample } from "../activities/probing.ts";
import type { Story } from "../durable.ts";
import { isHeld, pause } from "../inbox.ts";
import { enter, note, nowOf, publish, type Run } from "../run.ts";
import { attempt } from "../step.ts";
import { lookForArrival } from "./arrival.ts";
import type { ActivePlan } from "./planning.ts";
import { confirmOwnHand } from "./router-changes.ts";
import { badVerdict } from "./swapping.ts";
import { saidOf, verdictUnderTraffic } from "./verdicts.ts";

/**
 * Watches the new active environment, the previous one kept warm. A pause holds back only the end: verdicts go
 * on, and so does the way back.
 */
export function* soaking(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  yield* enter(run, "soaking");
  const since = nowOf(run);
  const endsAt = since.getTime() + pair.soakMinutes * 60_000;
  const judging = { color: plan.candidate, policy: pair.verdict, ways: "watch", pair, since } as const;
  for (;;) {
    const verdict = yield* verdictUnderTraffic(run, judging);
    if (verdict.verdict === "unhealthy") throw badVerdict(plan, saidOf(verdict));
    if (verdict.verdict === "inconclusive")
      pause(run, `the verdict on ${plan.candidate} is ${saidOf(verdict)}`);
    yield* confirmOwnHand(run, plan);
    yield* lookForArrival(run, plan.candidate, { since, percent: 100 });
    yield* watchWayBack(run, plan);
    if (verdict.verdict === "healthy" && nowOf(run).getTime() >= endsAt && !isHeld(run.head.position)) break;
  }
  note(run, "soak.ended", { minutes: pair.soakMinutes });
  yield* publish(run);
}

/** A way back that has gone bad is no reason to turn around, but people must know it before they need it. */
function* watchWayBack(run: Run, plan: ActivePlan): Story<void> {
  const look = {
    pair: run.input.pair,
    color: plan.active,
    at: nowOf(run).toISOString(),
    ways: "origin",
  } as const;
  const answer = yield* attempt(run.context, takeSample, look);
  const sample = answer.kind === "ok" ? answer.value : null;
  const how = `${plan.wayBack.how}${sample?.outcome === "fail" ? `; ${plan.active} does not answer well now (${sample.evidence ?? "no answer"})` : ""}`;
  if (run.head.wayBack?.how === how) return;
  if (sample?.outcome === "fail")
    note(run, "probe.failed", { color: plan.active, evidence: [sample.evidence] });
  run.head = { ...run.head, wayBack: { ...plan.wayBack, how } };
  yield* publish(run);
}
