import { checkPairSupport, listPairs } from "../activities/versions.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { attempt } from "../step.ts";

/** The daily version check: an orchestration because its clock is the only one that also runs in a rehearsal. */
export function* versionCheck(context: OrchestrationContext): Story<readonly unknown[]> {
  const at = context.df.currentUtcDateTime.toISOString();
  const pairs = yield* attempt(context, listPairs, {});
  if (pairs.kind === "trouble") return [pairs.trouble];
  const answers: unknown[] = [];
  // one pair's trouble must not keep the others from being looked at; tomorrow it is looked at again
  for (const pair of pairs.value) answers.push(yield* attempt(context, checkPairSupport, { pair, at }));
  return answers;
}
