import type { Color, VerdictPolicy } from "../../domain/environment/pair.ts";
import type { Verdict } from "../../domain/probing/verdict.ts";
import type { Story } from "../durable.ts";
import type { VerdictInput } from "../orchestrators/take-verdict.ts";
import { note, nowOf, publish, type Run } from "../run.ts";
import { settle } from "../waiting.ts";

const verdictsKept = 5;

/** Has an environment judged, by a child that ends within five minutes, and tells the outcome. */
export function* verdictOn(run: Run, color: Color, policy: VerdictPolicy): Story<Verdict> {
  const input: VerdictInput = { pair: run.input.pair, color, policy };
  const verdict = yield* settle<Verdict>(run, run.context.df.callSubOrchestrator("takeVerdict", input));
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
