import { newsIn } from "../../domain/watch/seen.ts";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import { readWatch } from "../activities/watching.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { attempt } from "../step.ts";

export interface AwaitInput {
  readonly operationId: OperationId;
  /** What is known already; "": nothing. */
  readonly news: string;
  /** ISO 8601: it ends by then, also without news. */
  readonly until: string;
}

/** `gone`: the watch does not run, and whoever waits begins it again. */
export type Awaited =
  | { readonly kind: "news"; readonly news: string }
  | { readonly kind: "due" }
  | { readonly kind: "gone" };

const lookSeconds = 60;
/** Then it begins anew, so that a soak of weeks has a small history; nobody sends events to it. */
const looksAtOnce = 30;

/** Waits until the watch has something new to tell, is found dead, or it is time. It may outlive whoever waits. */
export function* awaitNews(context: OrchestrationContext): Story<Awaited> {
  const input = context.df.getInput<AwaitInput>();
  const endsAt = Date.parse(input.until);
  for (let looks = 0; looks < looksAtOnce; looks += 1) {
    const left = endsAt - context.df.currentUtcDateTime.getTime();
    // a durable timer may fire up to a second early
    if (left <= 1_000) return { kind: "due" };
    const due = context.df.currentUtcDateTime.getTime() + Math.min(lookSeconds * 1000, left);
    yield context.df.createTimer(new Date(due));
    const answer = yield* attempt(context, readWatch, { operationId: input.operationId });
    if (answer.kind === "trouble") continue;
    if (!answer.value.isRunning) return { kind: "gone" };
    const { report } = answer.value;
    const news = report === null ? input.news : newsIn(report);
    if (news !== input.news) return { kind: "news", news };
  }
  context.df.continueAsNew(input);
  return { kind: "due" };
}
