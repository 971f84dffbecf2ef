import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { FunctionTimeout, WorkerExit, type CutOff } from "./cut-off.ts";
import type { Invocation, Invoke } from "./invoke.ts";
import type { InvocationResponse } from "./registration.ts";
import { catchExit } from "./worker-exit.ts";

interface WorkerOptions {
  readonly clock: Clock;
  readonly invoke: Invoke;
  /** As host.json writes it; null: no limit. */
  readonly timeout: { readonly text: string; readonly ms: number } | null;
  /** Whether one function's timeout takes others with it, as in production, where the whole worker is ended. */
  readonly endsOthers: boolean;
  readonly warn: (functionName: string, message: string) => void;
}

/** After the limit: a new worker takes over, the old one is ended, the failure is told. As measured. */
const [takeOverMs, endOldMs, tellMs] = [2_000, 10_000, 12_500];

/** An invocation that has not come back yet. */
interface Running {
  readonly name: string;
  readonly generation: number;
  readonly startedMs: number;
  readonly reject: (error: CutOff) => void;
  /** Its worker has gone: whatever it still brings is lost. */
  isLost: boolean;
  isAnswered: boolean;
  /** Calls off its limit. */
  lift: () => void;
  /** Gives time free again that runs on without it. */
  release: () => void;
}

/**
 * The process that an app runs in, as the host sees it. Ours is the host's own, so what a real host ends with the
 * process is only not listened to any more: https://github.com/Azure/azure-functions-host/issues/10580.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #running = new Set<Running>();
  readonly #current = new AsyncLocalStorage<Running>();
  readonly #releaseExit: () => void;
  #generation = 0;
  #ranks = 0;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#releaseExit = catchExit((code) => this.#onExit(code));
  }

  stop(): void {
    this.#releaseExit();
  }

  readonly invoke: Invoke = async (invocation) =>
    new Promise((resolve, reject) => {
      const entry = this.#begin(invocation, reject);
      this.#current
        .run(entry, async () => this.#options.invoke(invocation))
        .then(
          (response) => this.#end(entry, response, () => resolve(response)),
          (error: unknown) => this.#end(entry, null, () => reject(error as Error)),
        );
    });

  #begin({ target: { name } }: Invocation, reject: (error: CutOff) => void): Running {
    const { clock } = this.#options;
    const entry: Running = {
      name,
      generation: this.#generation,
      startedMs: clock.now(),
      reject,
      isLost: false,
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
    const { clock, timeout } = this.#options;
    entry.release();
    this.#running.delete(entry);
    if (entry.isAnswered) return;
    if (entry.isLost) {
      entry.release = clock.busy(`lost: ${entry.name} until its limit`);
      return;
    }
    entry.lift();
    if (timeout !== null && clock.now() - entry.startedMs > timeout.ms) {
      // it has blocked this process, so that its limit could not be told in time
      this.#cutOff(entry, this.#timeoutOf(entry, response));
      return;
    }
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
    if (endsOthers) this.#endGeneration(entry.generation);
    this.#after(endsOthers ? tellMs : 0, () => this.#cutOff(entry, this.#timeoutOf(entry, null)));
  }

  #endGeneration(ended: number): void {
    this.#after(takeOverMs, () => {
      this.#generation = Math.max(this.#generation, ended + 1);
    });
    this.#after(endOldMs, () => {
      for (const each of this.#running) each.isLost ||= each.generation <= ended;
    });
  }

  #onExit(code: number): boolean {
    if (this.#current.getStore() === undefined) return false;
    this.#generation += 1;
    for (const each of this.#running) {
      each.lift();
      this.#cutOff(each, new WorkerExit(code));
    }
    return true;
  }

  #cutOff(entry: Running, error: CutOff): void {
    if (entry.isAnswered) return;
    entry.isAnswered = true;
    entry.release();
    // it goes on unheard, and time must not run away from it
    if (this.#running.has(entry))
      entry.release = this.#options.clock.busy(`activity given up: ${entry.name}`);
    entry.reject(error);
  }

  #timeoutOf({ name }: Running, late: InvocationResponse | null): FunctionTimeout {
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
