import { fork, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { HostError } from "../host-error.ts";
import type { Log } from "../host-log.ts";
import { WorkerExit } from "./cut-off.ts";
import type { Invocation, TurnData } from "./invoke.ts";
import type { FromWorker, SentTurn, ToWorker } from "./protocol.ts";
import type { InvocationResponse } from "./registration.ts";
import type { Environment } from "./settings.ts";
import { revivedError } from "./told-error.ts";

export interface WorkerOrder {
  readonly appFolder: string;
  readonly environment: Environment;
  /** What a durable client binding hands to the app. */
  readonly durableClient: string;
  readonly log: Log;
}

type Loaded = Extract<FromWorker, { kind: "loaded" }>;

interface Call {
  readonly invocation: Invocation;
  readonly resolve: (response: InvocationResponse) => void;
  readonly reject: (error: Error) => void;
}

/** Long enough for a busy machine; a process that is silent for longer is stuck in the app's code. */
const longestSilenceMs = 3_000;
const longestEndMs = 5_000;

/** The number of no call. */
const toldAlready = 0;

/** One process that the app runs in, from the host's side. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #log: Log;
  readonly #loaded = Promise.withResolvers<Loaded>();
  readonly #listeners: ((exit: WorkerExit) => void)[] = [];
  readonly #calls = new Map<number, Call>();
  /** By instance, the history of which so many events are over there. */
  readonly #sent = new Map<string, { readonly history: TurnData["replayed"]; readonly count: number }>();
  #lastId = 0;
  #culprit: number | undefined;
  #hearsPong: (() => void) | undefined;
  #hasEnded = false;

  constructor({ appFolder, environment, durableClient, log }: WorkerOrder) {
    this.#log = log;
    this.#child = fork(join(import.meta.dirname, "worker-main.ts"), [], {
      cwd: appFolder,
      env: environment,
      // those of this process may load what only this process needs
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child.on("message", (message) => this.#hear(message as FromWorker));
    this.#child.on("error", (error) => this.#onEnd(new WorkerExit(1), error.message));
    // what it has said last is read before its channel is closed
    const closed = new Promise<void>((resolve) => void this.#child.once("disconnect", resolve));
    this.#child.once("exit", (code, signal) => {
      const exit = new WorkerExit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      void closed.then(() => this.#onEnd(exit, exit.message));
    });
    this.#loaded.promise.catch(() => undefined);
    this.#send({ kind: "load", appFolder, durableClient });
  }

  /** Rejects when the app cannot be loaded. */
  async loaded(): Promise<Loaded> {
    return await this.#loaded.promise;
  }

  /** Told before those whose calls it has taken with it, so that they can ask another one at once. */
  onEnd(listener: (exit: WorkerExit) => void): void {
    this.#listeners.push(listener);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Throws what the function threw; the exit, when the process ends before. */
  async call(invocation: Invocation): Promise<InvocationResponse> {
    return await new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#calls.set(this.#lastId, { invocation, resolve, reject });
      const { target, id: invocationId, data, turn, metadata, retry } = invocation;
      this.#send({
        kind: "invoke",
        id: this.#lastId,
        functionName: target.name,
        invocationId,
        data: turn === undefined ? data : undefined,
        turn: turn === undefined ? undefined : this.#sentTurn(turn),
        metadata,
        retry,
      });
    });
  }

  forget(instanceId: string): void {
    if (this.#sent.delete(instanceId)) this.#send({ kind: "forget", instanceId });
  }

  /** Kills it when the app's code lets it answer nothing any more. */
  killIfStuck(): void {
    const timeout = setTimeout(() => {
      // whoever holds it up has been told already
      this.#culprit = toldAlready;
      this.kill();
    }, longestSilenceMs);
    this.#hearsPong = () => clearTimeout(timeout);
    this.#send({ kind: "ping" });
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Lets the app's own hooks run, but not for long. */
  async end(): Promise<void> {
    if (this.#hasEnded) return;
    const timeout = setTimeout(() => this.kill(), longestEndMs);
    this.#send({ kind: "end" });
    await new Promise<void>((resolve) => this.onEnd(() => resolve()));
    clearTimeout(timeout);
  }

  #send(message: ToWorker): void {
    // one that has just gone is not told any more; its end is told to whoever has called it
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #sentTurn({ instanceId, replayed, opening, input, rest }: TurnData): SentTurn {
    const sent = this.#sent.get(instanceId);
    const known = sent?.history === replayed ? sent.count : 0;
    this.#sent.set(instanceId, { history: replayed, count: replayed.length });
    return { instanceId, known, added: replayed.slice(known), opening, input, rest };
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "loaded":
        return this.#loaded.resolve(message);
      case "notLoaded":
        this.#loaded.reject(new HostError(message.code, message.message));
        return this.kill();
      case "answer":
        return this.#take(message.id)?.resolve(message.response);
      case "failure":
        return this.#take(message.id)?.reject(revivedError(message.error));
      case "log":
        return this.#log(message.line);
      case "pong":
        return this.#hearsPong?.();
      case "dying":
        this.#culprit = message.culprit;
        return;
      default:
        message satisfies never;
    }
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  #onEnd(exit: WorkerExit, why: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#hearsPong?.();
    this.#loaded.reject(new HostError("APP_BROKEN", `The app has ended its process while loading: ${why}.`));
    for (const listener of this.#listeners) listener(exit);
    for (const [id, { reject }] of this.#calls) {
      // nobody named: each may have been it
      const isSuspect = this.#culprit === undefined || this.#culprit === id;
      reject(isSuspect ? exit : exit.ofAnother());
    }
    this.#calls.clear();
  }
}
