import type { CommandMessage } from "../../src/domain/upgrade/commands.ts";
import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import { operationIdOf, type OperationKind } from "../../src/domain/upgrade/pair-record.ts";
import type { OrchestrationContext, Story } from "../../src/workflow/durable.ts";
import type { Instance, Operations, Ports } from "../../src/workflow/ports.ts";
import { orchestrators, steps, stepAnswer, type StepLog } from "../../src/workflow/register.ts";
import type { OperationInput } from "../../src/workflow/run.ts";
import { anyOf, completeTask, copyOf, failTask, isSettled, openTask, type StageTask } from "./stage-tasks.ts";
import { StageHistory } from "./stage-history.ts";
import { StageTime, type Timekept } from "./stage-time.ts";

type Stories = Readonly<Record<string, (context: OrchestrationContext) => Story<unknown>>>;

/** One activity as it is called: who asks for what. */
export interface StagedCall {
  readonly instance: string;
  readonly step: string;
  readonly input: unknown;
}

export interface StageOptions {
  /** Timers fire almost a second before their time, as the real host's may. */
  readonly earlyTimers?: boolean;
  /** How large histories are is wanted, too. */
  readonly weighs?: boolean;
  /** Orchestrators that stand in for ours. */
  readonly stories?: Stories;
  /** The outside as one activity meets it. */
  readonly portsFor?: (ports: Ports, call: StagedCall) => Ports;
  /** The durable client as an activity meets it. */
  readonly operationsFor?: (operations: Operations, call: StagedCall) => Operations;
  /** The host died before the answer was written down: the activity is called once more. */
  readonly wasLost?: (call: StagedCall) => boolean;
  /** The app's log. */
  readonly log?: StepLog;
}

/** One instance, and its present execution: `continueAsNew` begins another one under the same id. */
interface Playing {
  readonly id: string;
  readonly name: string;
  input: unknown;
  runtimeStatus: Instance["runtimeStatus"];
  customStatus: unknown;
  scene: Scene;
  readonly ending: StageTask;
}

interface Scene {
  story: Story<unknown> | undefined;
  readonly waiters: StageTask[];
  readonly buffered: unknown[];
  next: { readonly input: unknown } | undefined;
  children: number;
  readonly history: StageHistory;
}

/** More in one run, and the story goes round in circles. */
const mostActivities = 3_000_000;
/** A small scripted Durable host: plays our orchestrators against ports, many instances at once, on virtual time. */
export class Stage extends StageTime {
  readonly operations: Operations;
  /** The longest history that an instance of each orchestrator has had. */
  readonly histories = new Map<string, StageHistory>();
  private readonly ports: Ports;
  private readonly options: StageOptions;
  private readonly instances = new Map<string, Playing>();
  private leading = "";
  private activities = 0;

  constructor(ports: Ports & Timekept, operations?: Operations, options: StageOptions = {}) {
    super(options.earlyTimers === true);
    this.ports = ports;
    this.options = options;
    this.operations = operations ?? this.ownOperations();
    ports.keepTime?.(this);
  }

  /** Plays one operation to its end; whatever else was started goes on with the next one. */
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
    this.leading = id;
    const { ending } = this.begin(name, id, input);
    await this.passUntil(() => isSettled(ending));
    if (ending.isFaulted) throw ending.result;
    return ending.result;
  }

  /** To the operation that was played last, unless another instance is named. */
  send(command: CommandMessage["command"], to: string = this.leading): void {
    this.raise(to, { command, id: "c", by: "tester", reason: "a test" });
  }

  /** As when a replay calls itself non-deterministic: what it has under way at Azure goes on. */
  failInstance(id: string): void {
    this.stop(id, "failed");
  }

  /** Instances that have not ended, children included. */
  running(): readonly { readonly id: string; readonly name: string }[] {
    return [...this.instances.values()].filter((one) => one.runtimeStatus === "running");
  }

  private ownOperations(): Operations {
    const start = (name: string, id: string, input: unknown): void => {
      if (this.instances.get(id)?.runtimeStatus !== "running") this.begin(name, id, input);
    };
    return {
      start: async (id, input) => start(id.endsWith("-rollback") ? "rollback" : "upgrade", id, input),
      startWatch: async (id, input) => start("watch", id, input),
      startVersionCheck: async () => start("versionCheck", "version-check", {}),
      send: async (id, message) => this.raise(id, message),
      terminate: async (id) => this.stop(id, "terminated"),
      instance: async (id) => {
        const found = this.instances.get(id);
        if (found === undefined) return undefined;
        const { runtimeStatus, input, customStatus } = found;
        return { runtimeStatus, input: copyOf(input), customStatus: copyOf(customStatus) };
      },
    };
  }

  /** Waiters are served last in, first out; without one an event is kept, first in, first out. */
  private raise(id: string, message: CommandMessage): void {
    const playing = this.instances.get(id);
    if (playing?.runtimeStatus !== "running") return;
    const { scene } = playing;
    scene.history.add(1, message);
    const waiter = scene.waiters.pop();
    if (waiter === undefined) scene.buffered.push(copyOf(message));
    else this.wake(() => completeTask(waiter, copyOf(message)));
  }

  /** Its children live on, and so do their activities. */
  private stop(id: string, runtimeStatus: "failed" | "terminated"): void {
    const playing = this.instances.get(id);
    if (playing?.runtimeStatus !== "running") return;
    this.end(playing, runtimeStatus, new Error(`${id} is ${runtimeStatus}`));
  }

  private begin(name: string, id: string, input: unknown): Playing {
    const playing: Playing = {
      id,
      name,
      input: copyOf(input),
      runtimeStatus: "running",
      customStatus: null,
      scene: aScene(this.options.weighs === true),
      ending: openTask(),
    };
    this.instances.set(id, playing);
    this.enact(playing);
    return playing;
  }

  /** Begins the instance's code from the top, with nothing of an execution before. */
  private enact(playing: Playing): void {
    const stories: Stories = this.options.stories ?? orchestrators;
    const story = stories[playing.name];
    const scene = aScene(this.options.weighs === true);
    playing.scene = scene;
    this.wake(() => {
      if (playing.scene !== scene) return;
      // an unknown orchestrator is started and fails, as on the real host
      if (story === undefined) return this.end(playing, "failed", new Error(`no story ${playing.name}`));
      scene.story = story(this.contextOf(playing, scene));
      this.advance(playing, scene);
    });
  }

  private advance(playing: Playing, scene: Scene, settled?: StageTask): void {
    const { story } = scene;
    if (story === undefined || playing.scene !== scene || playing.runtimeStatus !== "running") return;
    try {
      let step = settled === undefined ? story.next() : resumed(story, settled);
      while (step.done !== true) {
        const task = step.value as StageTask;
        if (!isSettled(task)) {
          task.whenDone.push(() => this.wake(() => this.advance(playing, scene, task)));
          return;
        }
        step = resumed(story, task);
      }
      this.conclude(playing, scene, step.value);
    } catch (error) {
      this.end(playing, "failed", error);
    }
  }

  /** Unconsumed events do not reach the next execution. */
  private conclude(playing: Playing, scene: Scene, answer: unknown): void {
    if (scene.next === undefined) return this.end(playing, "completed", answer);
    this.strike(playing, scene);
    playing.input = copyOf(scene.next.input);
    this.enact(playing);
  }

  private end(playing: Playing, runtimeStatus: Instance["runtimeStatus"], answer: unknown): void {
    playing.runtimeStatus = runtimeStatus;
    this.strike(playing, playing.scene);
    if (runtimeStatus === "completed") completeTask(playing.ending, copyOf(answer));
    else failTask(playing.ending, answer);
  }

  private strike(playing: Playing, scene: Scene): void {
    this.dropTimersOf(scene);
    this.histories.set(playing.name, scene.history.most(this.histories.get(playing.name)));
  }

  private contextOf(playing: Playing, scene: Scene): OrchestrationContext {
    const now = (): Date => new Date(this.nowMs);
    const df = {
      instanceId: playing.id,
      get currentUtcDateTime() {
        return now();
      },
      getInput: () => copyOf(playing.input),
      setCustomStatus: (status: unknown) => void (playing.customStatus = copyOf(status)),
      continueAsNew: (input: unknown) => void (scene.next = { input }),
      callActivity: (name: string, given: unknown) => this.activity(name, given, { playing, scene }),
      callSubOrchestrator: (name: string, given: unknown, id?: string) => {
        scene.history.add(2, given);
        return this.begin(name, id ?? `${playing.id}:${(scene.children += 1)}`, given).ending;
      },
      createTimer: (due: Date) => {
        scene.history.add(2);
        return this.timer(due.getTime(), scene);
      },
      waitForExternalEvent: () => waiterIn(scene),
      Task: { any: (tasks: StageTask[]) => anyOf(tasks) },
    };
    return { df } as unknown as OrchestrationContext;
  }

  private activity(
    name: string,
    given: unknown,
    { playing, scene }: { playing: Playing; scene: Scene },
  ): StageTask {
    const task = openTask();
    const input = copyOf(given);
    scene.history.add(2, input);
    this.activities += 1;
    if (this.activities > mostActivities) throw new Error("the story goes round in circles");
    void this.visit(async () => this.answer({ instance: playing.id, step: name, input })).then(
      (answer) => {
        scene.history.add(0, answer);
        return this.wake(() => completeTask(task, copyOf(answer)));
      },
      (error: unknown) => this.wake(() => failTask(task, error)),
    );
    return task;
  }

  private async answer(call: StagedCall): Promise<unknown> {
    const step = steps.find((one) => one.name === call.step);
    if (step === undefined) throw new Error(`no activity ${call.step}`);
    const { portsFor, operationsFor, wasLost, log } = this.options;
    const ports = portsFor?.(this.ports, call) ?? this.ports;
    const operations = operationsFor?.(this.operations, call) ?? this.operations;
    const answer = await stepAnswer(step, { ports, input: call.input, operations, ...(log && { log }) });
    return wasLost?.(call) === true ? this.answer(call) : answer;
  }
}

const aScene = (weighs: boolean): Scene => ({
  story: undefined,
  waiters: [],
  buffered: [],
  next: undefined,
  children: 0,
  history: new StageHistory(weighs),
});

const resumed = (story: Story<unknown>, task: StageTask) =>
  task.isFaulted ? story.throw(task.result) : story.next(task.result);

function waiterIn(scene: Scene): StageTask {
  const task = openTask();
  if (scene.buffered.length > 0) completeTask(task, scene.buffered.shift());
  else scene.waiters.push(task);
  return task;
}
