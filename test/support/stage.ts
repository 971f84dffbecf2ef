import type { CommandMessage } from "../../src/domain/upgrade/commands.ts";
import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import { operationIdOf, type OperationKind } from "../../src/domain/upgrade/pair-record.ts";
import type { OrchestrationContext, Story, Task } from "../../src/workflow/durable.ts";
import type { Operations, Ports } from "../../src/workflow/ports.ts";
import { orchestrators, steps, stepAnswer } from "../../src/workflow/register.ts";
import type { OperationInput } from "../../src/workflow/run.ts";

interface StageTask extends Task {
  isCompleted: boolean;
  isFaulted: boolean;
  result?: unknown;
  readonly whenDone: (() => void)[];
  cancel(): void;
}

const startsAt = Date.parse("2026-11-05T09:00:00Z");

/** Plays our orchestrators against ports, on virtual time, serving events as the Durable extension does. */
export class Stage {
  nowMs = startsAt;
  readonly operations: Operations;
  private readonly ports: Ports;
  private timers: { due: number; task: StageTask }[] = [];
  private waiters: StageTask[] = [];
  private buffered: CommandMessage[] = [];
  private activities = 0;

  constructor(ports: Ports, operations?: Operations) {
    this.ports = ports;
    const refuse = async (): Promise<never> =>
      Promise.reject(new Error("a story on the stage starts nothing"));
    this.operations = operations ?? {
      start: refuse,
      startVersionCheck: refuse,
      send: refuse,
      terminate: refuse,
      startWatch: refuse,
      instance: async () => undefined,
    };
  }

  /** Plays one operation to its end. */
  async play(kind: OperationKind, wanted: Partial<OperationInput> = {}): Promise<OperationHead> {
    const input: OperationInput = {
      pair: "shop",
      kind,
      epoch: 1,
      target: null,
      deadOwner: null,
      by: "tester",
      reason: "test",
      ...wanted,
    };
    return (await this.run(kind, operationIdOf(input.pair, input.epoch, kind), input)) as OperationHead;
  }

  /** Plays any orchestrator to its end. */
  async run(name: keyof typeof orchestrators, id: string, input: unknown): Promise<unknown> {
    const ending = this.drive(name, id, input);
    let ended = false;
    void ending.finally(() => (ended = true)).catch(() => undefined);
    while (!ended) {
      await new Promise(setImmediate);
      if (this.activities === 0 && !ended) this.passTime();
    }
    return ending;
  }

  /** Waiters are served last in, first out; without one an event is kept, first in, first out. */
  send(command: CommandMessage["command"]): void {
    const message: CommandMessage = { command, id: "c", by: "tester", reason: "a test" };
    const waiter = this.waiters.pop();
    if (waiter === undefined) this.buffered.push(message);
    else complete(waiter, message);
  }

  /** Something outside happens at that time, whatever the story waits for. */
  at(atMs: number, act: () => void): void {
    const task = open();
    task.whenDone.push(act);
    this.timers.push({ due: atMs, task });
  }

  private passTime(): void {
    const next = this.timers.toSorted((a, b) => a.due - b.due)[0];
    if (next === undefined) throw new Error("the story waits for nothing that can come");
    this.timers = this.timers.filter((timer) => timer !== next);
    this.nowMs = Math.max(this.nowMs, next.due);
    complete(next.task, undefined);
  }

  private async drive(name: string, id: string, input: unknown): Promise<unknown> {
    const story = orchestrators[name as keyof typeof orchestrators](
      this.contextOf(id, input),
    ) as Story<unknown>;
    let step = story.next();
    while (step.done !== true) {
      const task = step.value as StageTask;
      if (!isSettled(task)) await new Promise<void>((resume) => task.whenDone.push(resume));
      step = task.isFaulted ? story.throw(task.result) : story.next(task.result);
    }
    return step.value;
  }

  private contextOf(id: string, input: unknown): OrchestrationContext {
    const now = (): Date => new Date(this.nowMs);
    const df = {
      instanceId: id,
      get currentUtcDateTime() {
        return now();
      },
      getInput: () => input,
      setCustomStatus: () => undefined,
      callActivity: (name: string, given: object) => this.activity(name, given),
      callSubOrchestrator: (name: string, given: unknown) => this.child(name, given),
      createTimer: (due: Date) => this.timer(due.getTime()),
      waitForExternalEvent: () => this.waiter(),
      Task: { any: (tasks: StageTask[]) => anyOf(tasks) },
    };
    return { df } as unknown as OrchestrationContext;
  }

  private activity(name: string, input: object): StageTask {
    const step = steps.find((one) => one.name === name);
    const task = open();
    this.activities += 1;
    const asked =
      step === undefined
        ? Promise.reject(new Error(`no activity ${name}`))
        : stepAnswer(step, { ports: this.ports, input, operations: this.operations });
    void asked
      .then(
        (answer) => complete(task, answer),
        (error: unknown) => fail(task, error),
      )
      .finally(() => (this.activities -= 1));
    return task;
  }

  private child(name: string, input: unknown): StageTask {
    const task = open();
    void this.drive(name, "child", input).then(
      (answer) => complete(task, answer),
      (error: unknown) => fail(task, error),
    );
    return task;
  }

  private timer(due: number): StageTask {
    const task = open(() => (this.timers = this.timers.filter((timer) => timer.task !== task)));
    this.timers.push({ due, task });
    return task;
  }

  private waiter(): StageTask {
    const task = open();
    const kept = this.buffered.shift();
    if (kept === undefined) this.waiters.push(task);
    else complete(task, kept);
    return task;
  }
}

const open = (cancel: () => void = () => undefined): StageTask => ({
  isCompleted: false,
  isFaulted: false,
  whenDone: [],
  cancel,
});

const isSettled = (task: StageTask): boolean => task.isCompleted || task.isFaulted;

function complete(task: StageTask, result: unknown): void {
  if (isSettled(task)) return;
  task.isCompleted = true;
  task.result = result;
  for (const resume of task.whenDone) resume();
}

function fail(task: StageTask, error: unknown): void {
  task.isFaulted = true;
  task.result = error;
  for (const resume of task.whenDone) resume();
}

function anyOf(tasks: readonly StageTask[]): StageTask {
  const all = open();
  for (const task of tasks) {
    if (isSettled(task)) complete(all, task);
    else task.whenDone.push(() => complete(all, task));
  }
  return all;
}
