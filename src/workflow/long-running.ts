import type { Story } from "./durable.ts";
import type { PollInput, PollAnswer } from "./orchestrators/poll-operation.ts";
import { firstLookSeconds, type PollRule } from "./poll-rule.ts";
import type { Begun, Handle } from "./ports.ts";
import { note, nowOf, pairRefOf, publish, type Run } from "./run.ts";
import type { Step } from "./step.ts";
import { TurnAround } from "./turns.ts";
import { call, settle } from "./waiting.ts";

/** What may be polled, by the name of the activity that polls it. */
export type PollName = PollInput["poll"];

export interface Order<Input extends object> extends PollRule {
  readonly begin: Step<Input, Begun>;
  readonly input: Input;
  readonly poll: PollName;
  /** What it is about, for the error when it never ends. */
  readonly resource: string;
  readonly limitMinutes: number;
  /** How often a refusal that may pass is waited out; about an hour's worth without it. */
  readonly attempts?: number;
  /** Codes that are not waited out, though they may pass: whoever asked does something about them. */
  readonly notWaitingFor?: readonly string[];
}

/** More writes than this without reaching the request means that somebody else undoes them. */
const mostWrites = 24;

/**
 * Makes a request true: begins the long-running operation, waits for its end on durable timers, and begins again
 * until the answer is `done`. The last, writeless begin is the read-back.
 */
export function* carryOut<Input extends object>(run: Run, order: Order<Input>): Story<void> {
  const deadline = nowOf(run).getTime() + order.limitMinutes * 60_000;
  for (let writes = 0; writes < mostWrites; writes += 1) {
    const begun = yield* call(
      run,
      {
        ...order.begin,
        attempts: order.attempts,
        notWaitingFor: order.notWaitingFor,
      },
      order.input,
    );
    if (begun.kind === "done") return;
    if (begun.kind === "busy") yield* waitOut(run, begun, { order, deadline });
    else yield* watch(run, begun.handle, { order, deadline });
  }
  throw stuck(order, "READ_BACK_DIFFERS", "The change was written and accepted, but does not stay.");
}

/** Somebody else's operation may fail as it likes: that it has ended is all that is waited for. */
function* waitOut<Input extends object>(
  run: Run,
  { handle, doing }: Extract<Begun, { kind: "busy" }>,
  within: { order: Order<Input>; deadline: number },
): Story<void> {
  const { begin, resource } = within.order;
  note(run, "operation.waited", {
    for: begin.name,
    code: "AnotherOperationInProgress",
    message: `Something else is under way there (${doing}); it goes on when that has ended.`,
    resource,
  });
  yield* publish(run);
  yield* untilEnded(run, handle, within);
}

function* watch<Input extends object>(
  run: Run,
  handle: Handle,
  within: { order: Order<Input>; deadline: number },
): Story<void> {
  const end = yield* untilEnded(run, handle, within);
  if (end.kind === "failed") throw stuck(within.order, end.code, end.message);
}

/** Children end within five minutes, so that a command never waits longer than that. */
function* untilEnded<Input extends object>(
  run: Run,
  handle: Handle,
  within: { order: Order<Input>; deadline: number },
): Story<Exclude<PollAnswer, { kind: "running" }>> {
  const { order, deadline } = within;
  const { poll, usualSeconds } = order;
  const first = firstLookSeconds(order, handle.retryAfterSeconds);
  for (let [known, pauseSeconds] = [handle, first]; ;) {
    const rule = usualSeconds === undefined ? {} : { usualSeconds };
    const input: PollInput = { ...pairRefOf(run), ...rule, poll, handle: known, pauseSeconds };
    const answer = yield* settle<PollAnswer>(run, run.context.df.callSubOrchestrator("pollOperation", input));
    if (answer.kind !== "running") return answer;
    if (nowOf(run).getTime() > deadline) {
      throw stuck(order, "OPERATION_OVERDUE", `No end after ${order.limitMinutes} minutes.`);
    }
    known = answer.handle;
    pauseSeconds = answer.pauseSeconds;
  }
}

const stuck = (order: { resource: string }, code: string, message: string): TurnAround =>
  new TurnAround({
    kind: "stuck",
    trouble: {
      reaction: "stop",
      code,
      message,
      resource: order.resource,
      fix: "Look at the resource in Azure, mend the cause, then start the operation again.",
    },
  });
