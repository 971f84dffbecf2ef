import type { VerdictPolicy } from "../environment/pair.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { judge, type Sample, type Verdict } from "../probing/verdict.ts";

/** The newest looks at one environment, as many as a verdict takes; `at` of a look that was not made is kept, too. */
export const withSample = (
  window: readonly Sample[],
  sample: Sample,
  policy: VerdictPolicy,
): readonly Sample[] => [...window, sample].slice(-policy.samples);

/** The verdict by the newest looks; null until there are enough of them, unless enough have failed already. */
export function verdictIn(window: readonly Sample[], policy: VerdictPolicy): Evidence<Verdict> | null {
  const newest = window.at(-1);
  if (newest === undefined) return null;
  const verdict = judge(window, policy);
  if (window.length < policy.samples && verdict.verdict !== "unhealthy") return null;
  return { fact: verdict, takenAt: newest.at };
}
