import type { Color, Pair, VerdictPolicy } from "../../domain/environment/pair.ts";
import { againstBaseline, confirmedBy, type OriginTraffic } from "../../domain/probing/baseline.ts";
import type { Verdict } from "../../domain/probing/verdict.ts";
import { settledAfterMinutes } from "../../domain/swap/traffic.ts";
import type { Ways } from "../activities/probing.ts";
import { readOriginTraffic } from "../activities/traffic.ts";
import type { Story } from "../durable.ts";
import type { VerdictInput } from "../orchestrators/take-verdict.ts";
import { note, nowOf, publish, type Run } from "../run.ts";
import { attempt } from "../step.ts";
import { settle } from "../waiting.ts";

const verdictsKept = 5;
const minuteMs = 60_000;
/** Front Door's counts over so many settled minutes confirm a verdict or contradict it. */
const confirmingMinutes = 5;

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
  const input: VerdictInput = { pair: run.input.pair, color, policy, ways };
  return yield* settle<Verdict>(run, run.context.df.callSubOrchestrator("takeVerdict", input));
}

/** The active environment before users leave it: what the candidate is compared with. */
export function* takeBaseline(run: Run, pair: Pair, color: Color): Story<Verdict> {
  const verdict = yield* judged(run, { color, policy: pair.verdict, ways: "origin" });
  const takenAt = nowOf(run).toISOString();
  const traffic = yield* originTraffic(run, color, new Date(0));
  run.baseline = { color, takenAt, verdict: verdict.verdict, latencyMs: verdict.latencyMs, traffic };
  note(run, "baseline.taken", { color, ...verdict, traffic });
  yield* publish(run);
  return verdict;
}

/**
 * The verdict while users are on the candidate: our own checks, compared with the baseline, then Front Door's counts.
 * The counts lag by minutes, so they can turn a pass away but never make one. `since`: users have arrived then.
 */
export function* verdictUnderTraffic(
  run: Run,
  judging: Judging & { readonly pair: Pair; readonly since: Date },
): Story<Verdict> {
  const { color, pair, since } = judging;
  const allowedMs = Math.min(...pair.checks.map((check) => check.latencyMs));
  const own = againstBaseline(yield* judged(run, judging), run.baseline, allowedMs);
  const isDue =
    nowOf(run).getTime() >= since.getTime() + (confirmingMinutes + settledAfterMinutes) * minuteMs;
  if (own.verdict !== "healthy" || !isDue) return yield* told(run, color, own);
  const confirmation = confirmedBy(yield* originTraffic(run, color, since), run.baseline);
  if (confirmation.kind === "confirmed") return yield* told(run, color, own);
  const verdict = confirmation.kind === "contradicted" ? "unhealthy" : "inconclusive";
  return yield* told(run, color, { ...own, verdict, evidence: [...own.evidence, confirmation.why] });
}

/** What Front Door counted lately at one origin; null when nothing is told, or it cannot be asked now. */
function* originTraffic(run: Run, color: Color, since: Date): Story<OriginTraffic | null> {
  const to = Math.floor(nowOf(run).getTime() / minuteMs) * minuteMs - settledAfterMinutes * minuteMs;
  const from = Math.max(Math.ceil(since.getTime() / minuteMs) * minuteMs, to - confirmingMinutes * minuteMs);
  if (from >= to) return null;
  const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const answer = yield* attempt(run.context, readOriginTraffic, { pair: run.input.pair, ...span });
  return answer.kind === "ok" ? answer.value[color] : null;
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
