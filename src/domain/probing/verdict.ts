import type { VerdictPolicy } from "../environment/pair.ts";

/** One look at an environment. `unknown`: the look itself failed, so it says nothing about the environment. */
export interface Sample {
  readonly at: string;
  readonly outcome: "pass" | "fail" | "unknown";
  /** What was seen, when it was not a pass. */
  readonly evidence?: string;
  /** The slowest of its answers, in milliseconds; only where all of them came. */
  readonly latencyMs?: number;
}

export type VerdictKind = "healthy" | "unhealthy" | "inconclusive";

export interface Verdict {
  readonly verdict: VerdictKind;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
  /** The first few distinct observations that were not a pass. */
  readonly evidence: readonly string[];
  /** The median of its samples; null without any answer. */
  readonly latencyMs: number | null;
}

const evidenceKept = 5;

/**
 * n of m: healthy with enough passes, unhealthy once enough passes are out of reach, else inconclusive.
 * Too few samples are never a pass and never a failure.
 */
export function judge(samples: readonly Sample[], policy: VerdictPolicy): Verdict {
  const count = (outcome: Sample["outcome"]) => samples.filter((sample) => sample.outcome === outcome).length;
  const [passed, failed, unknown] = [count("pass"), count("fail"), count("unknown")];
  const evidence = [...new Set(samples.flatMap((sample) => sample.evidence ?? []))].slice(0, evidenceKept);
  const latencyMs = median(samples.flatMap((sample) => sample.latencyMs ?? []));
  return { verdict: kindOf(passed, failed, policy), passed, failed, unknown, evidence, latencyMs };
}

const median = (numbers: readonly number[]): number | null =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null;

function kindOf(passed: number, failed: number, policy: VerdictPolicy): VerdictKind {
  if (passed >= policy.healthyAtLeast) return "healthy";
  if (failed > policy.samples - policy.healthyAtLeast) return "unhealthy";
  return "inconclusive";
}
