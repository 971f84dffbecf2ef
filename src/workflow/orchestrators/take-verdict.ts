import type { Color, VerdictPolicy } from "../../domain/environment/pair.ts";
import { judge, type Sample, type Verdict } from "../../domain/probing/verdict.ts";
import type { PairRef } from "../activities/pair-of.ts";
import { takeSample, type Ways } from "../activities/probing.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { attempt } from "../step.ts";

export interface VerdictInput extends PairRef {
  readonly color: Color;
  readonly policy: VerdictPolicy;
  readonly ways: Ways;
}

/** Takes samples at their interval and judges them; ends as soon as enough passes are out of reach. Only reads. */
export function* takeVerdict(context: OrchestrationContext): Story<Verdict> {
  const { color, policy, ways, ...ref } = context.df.getInput<VerdictInput>();
  const samples: Sample[] = [];
  while (samples.length < policy.samples && judge(samples, policy).verdict !== "unhealthy") {
    const at = context.df.currentUtcDateTime.toISOString();
    const answer = yield* attempt(context, takeSample, { ...ref, color, ways });
    samples.push(
      answer.kind === "ok" ? answer.value : { at, outcome: "unknown", evidence: answer.trouble.message },
    );
    const due = context.df.currentUtcDateTime.getTime() + policy.intervalSeconds * 1000;
    if (samples.length < policy.samples) yield context.df.createTimer(new Date(due));
  }
  return judge(samples, policy);
}
