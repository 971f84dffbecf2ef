import type { Story, Task, TimerTask } from "./durable.ts";
import { phaseOf } from "../domain/upgrade/commands.ts";
import { watchIdOf } from "../domain/upgrade/pair-record.ts";
import { startWatch } from "./activities/watching.ts";
import { heed, isHeld, listen } from "./inbox.ts";
import type { AwaitInput, Awaited } from "./orchestrators/await-news.ts";
import { moveTo, note, nowOf, publish, type Run } from "./run.ts";
import { attempt, giveUpOn, waitSeconds, type Step } from "./step.ts";

/** A durable timer may fire up to a second before its time. */
const earlyMs = 1_000;

/** Waits for a task while listening for commands; a pause lets the task end and then holds the story. */
export function* settle<Answer>(run: Run, task: Task): Story<Answer> {
  heed(run);
  yield* whileHeld(run);
  yield run.context.df.Task.any([task, listen(run)]);
  // told at once: a command must not be invisible until the task ends
  if (heed(run)) yield* tellNews(run);
  // a task that is listed already may be yielded again by itself: the SDK does not list it twice
  const answer = (isSettled(task) ? task.result : yield task) as Answer;
  if (task.isFaulted) throw task.result;
  heed(run);
  yield* whileHeld(run);
  return answer;
}

/** Waits for a task, and goes on waiting for it whatever a person says meanwhile. */
export function* hear<Answer>(run: Run, task: Task): Story<Answer> {
  heed(run);
  yield run.context.df.Task.any([task, listen(run)]);
  if (heed(run)) yield* tellNews(run);
  const answer = (isSettled(task) ? task.result : yield task) as Answer;
  if (task.isFaulted) throw task.result;
  heed(run);
  return answer;
}

function* tellNews(run: Run): Story<void> {
  if (run.untold.length > 0) yield* publish(run);
}

const isSettled = (task: Task): boolean => task.isCompleted || task.isFaulted;

export function* sleep(run: Run, seconds: number): Story<void> {
  yield* sleepUntil(run, new Date(nowOf(run).getTime() + seconds * 1000));
}

/** Sleeps until `due`; ends early only by a command that turns the story around. */
export function* sleepUntil(run: Run, due: Date): Story<void> {
  while (nowOf(run).getTime() < due.getTime() - earlyMs) yield* nap(run, due);
  yield* whileHeld(run);
}

/** One timer: until `due` or the next command, whichever is first. */
export function* nap(run: Run, due: Date): Story<void> {
  if (heed(run)) return;
  const timer = run.context.df.createTimer(due);
  yield run.context.df.Task.any([timer, listen(run)]);
  dropTimer(timer);
  if (heed(run)) yield* tellNews(run);
}

/** A timer that is left alone keeps the instance running until it fires. */
function dropTimer(timer: TimerTask): void {
  if (!timer.isCompleted) timer.cancel();
}

/** While soaking a pause holds back only retiring: watching goes on, and so does the way back. */
export function* whileHeld(run: Run): Story<void> {
  if (!isHeld(run.head.position) || phaseOf(run.head.position) === "soaking") return;
  yield* untilResumed(run);
}

/** No side is known good: stops, says why, and waits for a person. Returns when the person resumes. */
export function* halt(run: Run, why: string): Story<void> {
  const phase = phaseOf(run.head.position);
  moveTo(run, { phase: "halted", in: phase }, why);
  note(run, "operation.halted", { in: phase, why });
  yield* untilResumed(run);
}

function* untilResumed(run: Run): Story<void> {
  yield* publish(run);
  heed(run);
  while (isHeld(run.head.position)) {
    yield* waitWatched(run);
    heed(run);
  }
  yield* publish(run);
}

const heldHours = 6;

/** Whoever waits for a person keeps the watch alive meanwhile, once there is one. */
function* waitWatched(run: Run): Story<void> {
  if (run.watchInput === null) yield listen(run);
  else yield* hearNews(run, new Date(nowOf(run).getTime() + heldHours * 3_600_000));
}

/**
 * Until the watch has news, a person says something, or it is time. The child that waits for the watch is left alone by
 * a command: it ends within a minute or so of the next news, and only reads.
 */
export function* hearNews(run: Run, until: Date): Story<void> {
  if (heed(run)) return;
  const input: AwaitInput = { operationId: run.id, news: run.heard, until: until.toISOString() };
  const child = run.context.df.callSubOrchestrator("awaitNews", input);
  yield run.context.df.Task.any([child, listen(run)]);
  if (child.isFaulted) throw child.result;
  const answer = child.isCompleted ? (child.result as Awaited) : undefined;
  if (answer?.kind === "news") run.heard = answer.news;
  if (answer?.kind === "gone") yield* watchAgain(run);
  if (heed(run)) yield* tellNews(run);
}

/** One fault must not leave users unwatched: whoever finds the watch dead begins it again. */
export function* watchAgain(run: Run): Story<void> {
  if (run.watchInput === null) return;
  const answer = yield* attempt(run.context, startWatch, { id: watchIdOf(run.id), input: run.watchInput });
  if (answer.kind === "ok") note(run, "watch.begunAgain");
}

interface Patience {
  readonly attempts?: number | undefined;
  /** Codes that are not waited out, though they may pass. */
  readonly notWaitingFor?: readonly string[] | undefined;
}

/**
 * Calls an activity; waits trouble out on durable timers while it may pass, else turns the story around. `attempts`:
 * how often trouble that may pass is waited out.
 */
export function* call<Input extends object, Output>(
  run: Run,
  { attempts, notWaitingFor = [], ...step }: Step<Input, Output> & Patience,
  input: Input,
): Story<Output> {
  for (let tries = 0; ; tries += 1) {
    const answer = yield* attempt(run.context, step, input);
    if (answer.kind === "ok") {
      run.waitedFor = null;
      return answer.value;
    }
    giveUpOn(answer.trouble, tries, notWaitingFor.includes(answer.trouble.code) ? 0 : attempts);
    const { code, message, resource } = answer.trouble;
    run.waitedFor = answer.trouble;
    note(run, "operation.waited", { for: step.name, code, message, resource });
    yield* sleep(run, waitSeconds(tries, answer.trouble));
  }
}
