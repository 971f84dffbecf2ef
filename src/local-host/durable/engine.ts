import { join } from "node:path";
import type { Environment, HostJson } from "../app/settings.ts";
import type { Clock } from "../clock.ts";
import { Journal } from "../journal/journal.ts";
import type { OpenStore, Store } from "../journal/store.ts";
import { AnswerReader } from "./answer-reader.ts";
import { applyRecord } from "./apply-record.ts";
import { earlyDueMs } from "./early-timers.ts";
import { Dispatcher, type WorkSource } from "./dispatcher.ts";
import { foldState } from "./fold-state.ts";
import { MidTurnRestarts } from "./mid-turn-restart.ts";
import { newIdsOn, type NewIds } from "./ids.ts";
import { isTerminal, type JournalRecord } from "./records.ts";
import type { LastSteps } from "./replay-check.ts";
import { Simulator } from "./simulation/simulator.ts";
import { newState, type DurableState, type Instance } from "./state.ts";
import { triggerQueue, type TriggerQueue } from "./trigger-queue.ts";
import { PayloadWriter } from "./turn-payload.ts";
import type { Mode } from "./turn.ts";
import { activitySource, entitySource, turnSource, type Functions } from "./work-sources.ts";

export interface EngineOptions {
  readonly stateFolder: string;
  readonly clock: Clock;
  readonly mode: Mode;
  readonly hostJson: HostJson;
  readonly functions: Functions;
  /** The app's settings; absent: those of this process. */
  readonly environment?: Environment;
  readonly oneAtATime: boolean;
  readonly earlyTimers: boolean;
  /** Faults on purpose: the job host restarts in the middle of a turn now and then, as this seed draws. */
  readonly chaos?: { readonly restartMidTurn: number };
  readonly warn: (about: string, message: string) => void;
  /** The host cannot go on: what it has promised can no longer be kept. */
  readonly onFault: (error: unknown) => void;
  /** For whoever reads the journal afterwards: it is never written anew as what it comes to. */
  readonly keepsEveryRecord?: boolean;
  /** Absent: the journal. */
  readonly openStore?: OpenStore<JournalRecord>;
}

/** Runs orchestrations, activities and entities; all it knows is the fold of its journal. */
export class Engine {
  readonly options: EngineOptions;
  readonly state: DurableState = newState();
  readonly triggers: TriggerQueue;
  readonly newIds: NewIds;
  /** Instances that wait for a worker of another version. */
  readonly parked = new Set<string>();
  /** Instances and entities that the app has a turn of. */
  readonly inTurn = new Set<string>();
  readonly lastSteps: LastSteps = new Map();
  readonly payloads = new PayloadWriter();
  readonly answers = new AnswerReader();
  readonly simulator = new Simulator();
  readonly midTurnRestarts: MidTurnRestarts;
  readonly #journal: Store<JournalRecord>;
  readonly #dispatcher: Dispatcher;
  /** By instance, then by task: how to disarm its timers. */
  readonly #armed = new Map<string, Map<number, () => void>>();
  readonly #endListeners = new Map<string, Set<() => void>>();
  #isRunning = false;

  /** Recovers what the journal holds. Nothing runs before `start`. */
  constructor(options: EngineOptions) {
    this.options = options;
    this.newIds = newIdsOn(options.clock);
    this.midTurnRestarts = new MidTurnRestarts(options.chaos?.restartMidTurn);
    this.triggers = triggerQueue({
      sequence: () => (options.oneAtATime ? this.#journal.lastSequence : 0),
      onEntered: () => this.#dispatcher.kick(),
    });
    const open = options.openStore ?? ((given) => new Journal<JournalRecord>(given));
    this.#journal = open({
      file: join(options.stateFolder, `${options.hostJson.hubName}.jsonl`),
      clock: options.clock,
      replay: (record, sequence) => applyRecord(this.state, record, sequence),
      ...(options.keepsEveryRecord === true ? {} : { fold: () => foldState(this.state) }),
      onDurable: () => this.#dispatcher.kick(),
      onFailure: options.onFault,
    });
    const sources: readonly WorkSource[] = [
      turnSource(this),
      activitySource(this),
      entitySource(this),
      this.triggers,
    ];
    this.#dispatcher = new Dispatcher({
      clock: options.clock,
      sources,
      oneAtATime: options.oneAtATime,
      durableSequence: () => this.#journal.durableSequence,
      onFault: options.onFault,
    });
  }

  now(): number {
    return this.options.clock.now();
  }

  /** The number that the next record will carry. */
  nextSequence(): number {
    return this.#journal.lastSequence + 1;
  }

  start(): void {
    this.#isRunning = true;
    for (const instance of this.state.instances.values()) this.#arm(instance);
    this.#dispatcher.kick();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    for (const id of this.#armed.keys()) this.#disarm(id);
    await this.#dispatcher.stop();
    await this.#journal.close();
  }

  /** Makes it so, at once, for everybody in this process; resolves when it is on disk and may be told outside. */
  async commit(record: JournalRecord): Promise<void> {
    const sequence = this.#journal.append(record);
    applyRecord(this.state, record, sequence);
    this.#afterwards(record);
    await this.#journal.settled();
  }

  /** Resolves when everything that can be read now is on disk. */
  async settled(): Promise<void> {
    await this.#journal.settled();
  }

  /** Calls back once the instance has ended; the answer stops listening. */
  onEnd(id: string, listener: () => void): () => void {
    const listeners = this.#endListeners.get(id) ?? new Set();
    this.#endListeners.set(id, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #afterwards(record: JournalRecord): void {
    if (record.kind === "turn") this.#afterTurn(record.id, record.next !== undefined);
    if (record.kind === "purge") for (const id of record.ids) this.#forget(id);
    // a parked instance looks at what has come; it may be its end
    if (record.kind === "message") this.parked.delete(record.to);
    if (this.#isRunning) this.#dispatcher.kick();
    else this.#dispatcher.update();
  }

  #afterTurn(id: string, isContinuedAsNew: boolean): void {
    const instance = this.state.instances.get(id);
    if (instance === undefined) return;
    const hasEnded = isTerminal(instance.status);
    if (hasEnded || isContinuedAsNew) this.#disarm(id);
    if (!hasEnded) return this.#arm(instance);
    this.forgetTurns(id);
    const listeners = this.#endListeners.get(id);
    this.#endListeners.delete(id);
    for (const listener of listeners ?? []) listener();
  }

  #forget(id: string): void {
    this.#disarm(id);
    this.parked.delete(id);
    this.forgetTurns(id);
  }

  /** What is only kept from turn to turn. */
  forgetTurns(id: string): void {
    this.lastSteps.delete(id);
    this.payloads.forget(id);
    this.answers.forget(id);
    this.simulator.forget(id);
    this.options.functions.forget(id);
  }

  #arm(instance: Instance): void {
    const { id, executionId } = instance;
    const armed = this.#armed.get(id) ?? new Map<number, () => void>();
    if (instance.timers.size > 0) this.#armed.set(id, armed);
    for (const [taskId, { fireAt, sequence }] of instance.timers) {
      if (armed.has(taskId)) continue;
      const fire = (): void => {
        armed.delete(taskId);
        this.#fire({ instanceId: id, executionId, taskId });
      };
      const dueMs = this.options.earlyTimers ? earlyDueMs(fireAt, this.now()) : fireAt;
      armed.set(taskId, this.options.clock.at(dueMs, sequence, fire));
    }
  }

  #disarm(id: string): void {
    for (const cancel of this.#armed.get(id)?.values() ?? []) cancel();
    this.#armed.delete(id);
  }

  #fire(timer: { instanceId: string; executionId: string; taskId: number }): void {
    if (!this.#isRunning) return;
    this.commit({ kind: "timerFired", ...timer, at: this.now() }).catch(this.options.onFault);
  }
}
