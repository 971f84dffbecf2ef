import { pollCluster } from "../activities/clusters.ts";
import { pollDeployer } from "../activities/deployer.ts";
import type { PairRef } from "../activities/pair-of.ts";
import { pollRouter } from "../activities/router.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { nextLookSeconds, type PollRule } from "../poll-rule.ts";
import type { Handle, Progress } from "../ports.ts";
import { attempt, waitSeconds, type Step } from "../step.ts";

export interface PollInput extends PairRef, PollRule {
  readonly poll: "pollCluster" | "pollRouter" | "pollDeployer";
  readonly handle: Handle;
  /** Not to be asked earlier: what Azure said last, across slices. */
  readonly pauseSeconds: number;
}

export type PollAnswer =
  | { readonly kind: "running"; readonly handle: Handle; readonly pauseSeconds: number }
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

type PollStep = Step<PairRef & { handle: Handle }, Progress>;

const polls: Readonly<Record<PollInput["poll"], PollStep>> = { pollCluster, pollRouter, pollDeployer };

/** The parent looks for commands when a slice ends, so a slice is short. */
const sliceMs = 5 * 60_000;

/** Polls one long-running operation for at most five minutes. Only reads, so it may outlive its parent's interest. */
export function* pollOperation(context: OrchestrationContext): Story<PollAnswer> {
  const input = context.df.getInput<PollInput>();
  const endsAt = context.df.currentUtcDateTime.getTime() + sliceMs;
  const { pair, operationId } = input;
  const ref: PairRef = { pair, ...(operationId === undefined ? {} : { operationId }) };
  let handle = input.handle;
  let pause = input.pauseSeconds;
  for (let [tries, looks] = [0, 0]; ; looks += 1) {
    const due = context.df.currentUtcDateTime.getTime() + pause * 1000;
    // every slice looks once, however long Azure asked to be left alone
    if (looks > 0 && due > endsAt) return { kind: "running", handle, pauseSeconds: pause };
    yield context.df.createTimer(new Date(due));
    const answer = yield* attempt(context, polls[input.poll], { ...ref, handle });
    if (answer.kind === "ok") {
      if (answer.value.kind !== "running") return answer.value;
      tries = 0;
      pause = nextLookSeconds(input, answer.value.retryAfterSeconds);
    } else if (answer.trouble.reaction === "later") {
      pause = waitSeconds(tries, answer.trouble);
      tries += 1;
    } else if (handle.statusUrl !== undefined) {
      // the status URL is forgotten by ARM after a while: the resource itself still tells how it is
      handle = { resourceId: handle.resourceId };
    } else {
      return { kind: "failed", code: answer.trouble.code, message: answer.trouble.message };
    }
  }
}
