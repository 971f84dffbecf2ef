import type { Color, Pair, VerdictPolicy } from "../../domain/environment/pair.ts";
import type { Verdict } from "../../domain/probing/verdict.ts";
import type { Ways } from "../activities/probing.ts";
import { readOriginTraffic } from "../activities/traffic.ts";
import type { Story } from "../durable.ts";
import type { VerdictInput } from "../orchestrators/take-verdict.ts";
import { note, nowOf, pairRefOf, publish, type Run } from "../run.ts";
import { attempt } from "../step.ts";
import { TurnAround } from "../turns.ts";
import { settle } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";

const [verdictsKept, baselineMinutes] = [5, 5];

export interface Judging {
  readonly color: Color;
  readonly policy: VerdictPolicy;
  readonly ways: Ways;
}

/** Has an environment judged, by a child that ends within five minutes, and tells the outcome. */
export function* verdictOn(run: Run, judging: Judging): Story<Verdict> {
  return yield* told(run, judging.color, yield* judged(run, judging));
}

function* judged(run: Run, { color, policy, ways }: Judging): Story<Verdict> {
  const input: VerdictInput = { ...pairRefOf(run), color, policy, ways };
  return yield* settle<Verdict>(run, run.context.df.callSubOrchestrator("takeVerdict", input));
}

/** The active environment before users leave it: what the candidate is compared with. */
export function* takeBaseline(run: Run, pair: Pair, color: Color): Story<Verdict> {
  const verdict = yield* judged(run, { color, policy: pair.verdict, ways: "origin" });
  const takenAt = nowOf(run).toISOString();
  const counted = yield* attempt(run.context, readOriginTraffic, {
    ...pairRefOf(run),
    minutes: baselineMinutes,
  });
  const traffic = counted.kind === "ok" ? counted.value[color] : null;
  run.baseline = { color, takenAt, verdict: verdict.verdict, latencyMs: verdict.latencyMs, traffic };
  note(run, "baseline.taken", { color, ...verdict, traffic });
  yield* publish(run);
  return verdict;
}

function* told(run: Run, color: Color, verdict: Verdict): Story<Verdict> {
  const before = run.head.verdicts.at(-1);
  const at = nowOf(run).toISOString();
  run.head = {
    ...run.head,
    verdicts: [...run.head.verdicts, { ...verdict, at, color }].slice(-verdictsKept),
  };
  if (verdict.failed > 0)
    note(run, "probe.failed", { color, failed: verdict.failed, evidence: verdict.evidence });
  // an unchanged verdict is in the head; the journal tells changes
  if (before?.verdict !== verdict.verdict || before.color !== color)
    note(run, "verdict.given", { color, ...verdict });
  yield* publish(run);
  return verdict;
}

export const saidOf = (verdict: Verdict): string =>
  `${verdict.verdict}: ${verdict.passed} passed, ${verdict.failed} failed, ${verdict.unknown} unknown` +
  (verdict.evidence.length > 0 ? ` (${verdict.evidence.join("; ")})` : "");

export const badVerdict = (plan: ActivePlan, said: string): TurnAround =>
  new TurnAround({ kind: "rollBack", command: null, why: `${plan.candidate} is ${said}` });
