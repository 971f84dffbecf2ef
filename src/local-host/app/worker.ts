import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { messageOf } from "../host-error.ts";
import { FunctionTimeout, HostRestart, type CutOff } from "./cut-off.ts";
import type { Invocation, Invoke } from "./invoke.ts";
import type { InvocationResponse } from "./registration.ts";
import { WorkerProcess, type WorkerOrder } from "./worker-process.ts";

interface WorkerOptions extends WorkerOrder {
  readonly clock: Clock;
  /** As host.json writes it; null: no limit. */
  readonly timeout: { readonly text: string; readonly ms: number } | null;
  /** Whether one function's timeout takes others with it, as in production, where the whole process is ended. */
  readonly endsOthers: boolean;
  readonly warn: (functionName: string | null, message: string) => void;
}

/** After the limit: a new process takes over, the old one is ended, the failure is told. As measured. */
const [takeOverMs, endOldMs, tellMs] = [2_000, 10_000, 12_500];

/** Between a death and the next try, where one process after the other dies before it has answered anything. */
const [withoutPause, firstPauseMs, longestPauseMs] = [4, 500, 30_000];

/** An invocation that has not come back yet. */
interface Running {
  readonly name: string;
  readonly type: string;
  readonly process: WorkerProcess;
  readonly reject: (error: CutOff) => void;
  /** Its process has been ended for another's sake: it is only told at its own limit. */
  isLost: boolean;
  /** What it has brought all the same. */
  late: InvocationResponse | null;
  isAnswered: boolean;
  /** Calls off its limit. */
  lift: () => void;
  /** Gives time free again that runs on without it. */
  release: () => void;
}

/** Keeps a process for the app: whatever ends it, there is a next one. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #running = new Set<Running>();
  /** Those who wait for a process to be started. */
  readonly #waiting = new Set<(error: CutOff) => void>();
  /** The one that is asked; while another one starts, nobody is. */
  #current: WorkerProcess | undefined;
  #process: Promise<WorkerProcess>;
  /** Processes in a row that have ended without an answer. */
  #fruitless = 0;
  #isStopped = false;
  #ranks = 0;

  constructor(options: WorkerOptions, first: WorkerProcess) {
    this.#options = options;
    this.#process = Promise.resolve(this.#use(first));
  }

  readonly invoke: Invoke = async (invocation) => {
    const process = this.#current ?? (await this.#next());
    const { sentTo } = invocation;
    if (sentTo !== undefined && (await process.loaded()).httpUri !== sentTo) {
      throw new Error("The app's process has been replaced while the request was on its way.");
    }
    return await new Promise((resolve, reject) => {
      const entry = this.#begin(invocation, process, reject);
      process.call(invocation).then(
        (response) => this.#end(entry, response, () => resolve(response)),
        (error: unknown) => this.#end(entry, null, () => reject(error as Error)),
      );
    });
  };

  /** With HTTP streaming: where the process that is asked now serves requests itself. */
  readonly httpUri = async (): Promise<string | undefined> => {
    const process = this.#current ?? (await this.#next());
    const { httpUri } = await process.loaded();
    return httpUri;
  };

  /** A process that is still to come knows nothing yet. */
  forget(instanceId: string): void {
    this.#current?.forget(instanceId);
  }

  /** Gives up what has not come back; whoever has asked for it asks the next host again. */
  abandon(): void {
    for (const each of this.#running) this.#cutOff(each, new HostRestart());
    for (const reject of this.#waiting) reject(new HostRestart());
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await (await this.#process).end();
  }

  async #next(): Promise<WorkerProcess> {
    return await new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      void this.#process.then((process) => {
        this.#waiting.delete(reject);
        resolve(process);
      });
    });
  }

  #use(process: WorkerProcess): WorkerProcess {
    this.#current = process;
    process.onEnd(({ message }) => {
      if (this.#isStopped) return;
      this.#options.warn(null, `The app's process has ended: ${message}. Another one takes over.`);
      this.#replace(process);
    });
    return process;
  }

  #replace(process: WorkerProcess): void {
    if (this.#current !== process) return;
    this.#current = undefined;
    const release = this.#options.clock.busy("the app is starting");
    this.#process = this.#start().finally(release);
  }

  async #start(): Promise<WorkerProcess> {
    for (;;) {
      await pause(this.#fruitless);
      this.#fruitless += 1;
      const process = new WorkerProcess(this.#options);
      try {
        await process.loaded();
        if (!process.hasEnded) return this.#use(process);
      } catch (error) {
        this.#options.warn(null, messageOf(error));
        if (this.#isStopped) return process;
      }
    }
  }

  #begin({ target: { name, type } }: Invocation, process: WorkerProcess, reject: Running["reject"]): Running {
    const entry: Running = {
      name,
      type,
      process,
      reject,
      isLost: false,
      late: null,
      isAnswered: false,
      lift: () => undefined,
      release: () => undefined,
    };
    this.#running.add(entry);
    const { timeout } = this.#options;
    if (timeout !== null) entry.lift = this.#after(timeout.ms, () => this.#onLimit(entry));
    return entry;
  }

  #end(entry: Running, response: InvocationResponse | null, answer: () => void): void {
    if (!entry.process.hasEnded) this.#fruitless = 0;
    entry.release();
    this.#running.delete(entry);
    if (entry.isAnswered) return;
    if (entry.isLost) {
      // production hears a turn all the same, though it counts for nothing
      if (entry.type === "orchestrationtrigger") entry.late = response;
      entry.release = this.#options.clock.busy(`lost: ${entry.name} until its limit`);
      return;
    }
    entry.lift();
    entry.isAnswered = true;
    answer();
  }

  #onLimit(entry: Running): void {
    const { endsOthers, timeout, warn } = this.#options;
    entry.isLost = true;
    warn(
      entry.name,
      `It has run for longer than the functionTimeout of ${timeout?.text}. Production ends its worker, and with it whatever else runs there; keep activities short, and safe to repeat.`,
    );
    if (endsOthers) this.#endProcess(entry.process);
    else entry.process.killIfStuck();
    this.#after(endsOthers ? tellMs : 0, () => this.#cutOff(entry, this.#timeoutOf(entry)));
  }

  #endProcess(process: WorkerProcess): void {
    this.#after(takeOverMs, () => this.#replace(process));
    this.#after(endOldMs, () => {
      for (const each of this.#running) each.isLost ||= each.process === process;
      process.kill();
    });
  }

  #cutOff(entry: Running, error: CutOff): void {
    if (entry.isAnswered) return;
    entry.isAnswered = true;
    entry.lift();
    entry.release();
    // it goes on unheard, and time must not run away from it
    if (this.#running.has(entry))
      entry.release = this.#options.clock.busy(`activity given up: ${entry.name}`);
    entry.reject(error);
  }

  #timeoutOf({ name, late }: Running): FunctionTimeout {
    const timeout = this.#options.timeout?.text ?? "";
    const error = new FunctionTimeout(name, { timeout, invocationId: randomUUID() });
    error.late = late;
    return error;
  }

  #after(ms: number, act: () => void): () => void {
    const { clock } = this.#options;
    this.#ranks += 1;
    return clock.at(clock.now() + ms, this.#ranks, act);
  }
}

/** Of real time: no process starts any faster because time jumps. */
async function pause(fruitless: number): Promise<void> {
  if (fruitless < withoutPause) return;
  const ms = Math.min(longestPauseMs, firstPauseMs * 2 ** (fruitless - withoutPause));
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
}
