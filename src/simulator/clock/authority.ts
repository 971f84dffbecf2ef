import { createServer, type AddressInfo, type Server } from "node:net";
import type { TrafficModel } from "../joints.ts";
import type { MovableAgenda } from "./agenda.ts";
import { lineSocket, type LineSocket } from "./line-socket.ts";
import type { Answer } from "./messages.ts";

export interface AuthorityOptions {
  readonly agenda: MovableAgenda;
  readonly traffic: Pick<TrafficModel, "catchUp" | "behaviour" | "round" | "isWatched">;
  /** In the order of their turns at one time. */
  readonly roles: readonly string[];
  /** Virtual milliseconds a real one may bring at most; 0 = as fast as it goes. */
  readonly speed: number;
  /** Which every edge completes. */
  readonly requestsPerRound?: number | undefined;
  readonly stallMs: number;
  readonly onStalled: (text: string) => void;
  readonly onCall: (method: string, params: unknown) => Promise<unknown>;
}

/** In watched time users have their turn this often, and besides whenever an edge would do something else. */
const roundEveryMs = 60_000;
const watchdogMs = 1_000;
const defaultRequestsPerRound = 20;

interface Seat {
  line: LineSocket | undefined;
  nextDue: number | null;
  busy: readonly string[];
  answered: ((worked: boolean) => void) | undefined;
}

/** Time of a whole rehearsal. It moves from stop to stop, and stands still while anybody is busy or away. */
export class ClockAuthority {
  private readonly options: AuthorityOptions;
  private readonly server: Server;
  private readonly seats = new Map<string, Seat>();
  private readonly lines = new Set<LineSocket>();
  private turn = 0;
  private seen = "";
  private progressAt = Date.now();
  private movedAt = Date.now();
  private roundAtMs = Number.NEGATIVE_INFINITY;
  private stopped = false;
  private wake: (() => void) | undefined;
  private readonly watchdog: NodeJS.Timeout;

  constructor(options: AuthorityOptions) {
    this.options = options;
    for (const role of options.roles)
      this.seats.set(role, { line: undefined, nextDue: null, busy: [], answered: undefined });
    this.server = createServer((socket) => {
      const line = lineSocket(socket, (message) => this.take(line, message as Answer));
      this.lines.add(line);
      socket.on("close", () => this.leave(line));
    });
    const lookMs = Math.min(watchdogMs, options.stallMs);
    this.watchdog = setInterval(() => this.lookForStall(), lookMs).unref();
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return (this.server.address() as AddressInfo).port;
  }

  notify(kind: string, name: string): void {
    for (const line of this.lines) line.send({ notify: kind, name });
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    const { agenda } = this.options;
    while (!this.stopped) {
      await this.settleAt(agenda.now());
      if (this.stopped) return;
      const next = this.nextTime();
      if (next === null) await this.sleepUntilSomebodyMoves();
      else await this.pace(next);
      if (next !== null) agenda.advanceTo(Math.max(next, agenda.now()));
    }
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.watchdog);
    this.server.close();
    for (const line of this.lines) line.close();
    this.wake?.();
  }

  /** One stop: pass after pass until a whole one was quiet, then users have their turn. */
  private async settleAt(t: number): Promise<void> {
    for (let worked = true; worked && !this.stopped;) {
      worked = this.options.agenda.advanceTo(t);
      await this.letEdgesSee();
      for (const role of this.options.roles) worked = (await this.ask(role, t)) || worked;
    }
    await this.letEdgesSee();
    // nothing that a user could notice has changed since the last round, or there would have been one
    if (this.options.traffic.isWatched() && t >= this.nextRoundMs()) await this.round();
  }

  private async letEdgesSee(): Promise<void> {
    const { traffic } = this.options;
    await traffic.catchUp();
    const behaviour = traffic.behaviour();
    if (behaviour === this.seen) return;
    const first = this.seen === "";
    this.seen = behaviour;
    if (!first) await this.round();
  }

  private async round(): Promise<void> {
    this.roundAtMs = this.options.agenda.now();
    const { traffic, requestsPerRound = defaultRequestsPerRound } = this.options;
    await traffic.round(requestsPerRound);
    this.progressAt = Date.now();
  }

  private nextRoundMs(): number {
    return this.roundAtMs + roundEveryMs;
  }

  /** Whoever is away is busy: the answer comes when it is back and idle. */
  private async ask(role: string, t: number): Promise<boolean> {
    const seat = this.seats.get(role);
    if (seat === undefined) return false;
    this.turn += 1;
    const order = { advance: this.turn, t };
    const answer = new Promise<boolean>((resolve) => (seat.answered = resolve));
    seat.line?.send(order);
    const worked = await answer;
    this.progressAt = Date.now();
    return worked;
  }

  private take(line: LineSocket, answer: Answer): void {
    if ("hello" in answer) return this.seat(line, answer.hello);
    if ("call" in answer) return this.answerCall(line, answer);
    const seat = [...this.seats.values()].find((one) => one.line === line);
    if (seat === undefined) return;
    if ("stirred" in answer) {
      this.wake?.();
    } else if ("busy" in answer) {
      seat.busy = answer.busy;
    } else if (answer.idle === this.turn) {
      seat.busy = [];
      seat.nextDue = answer.nextDue;
      const resolve = seat.answered;
      seat.answered = undefined;
      resolve?.(answer.worked);
    }
  }

  private seat(line: LineSocket, role: string): void {
    const seat = this.seats.get(role);
    if (seat === undefined) return;
    seat.line = line;
    this.progressAt = Date.now();
    // what was asked of its predecessor is asked of it
    if (seat.answered !== undefined) line.send({ advance: this.turn, t: this.options.agenda.now() });
    this.wake?.();
  }

  private answerCall(
    line: LineSocket,
    { call, method, params }: { call: number; method: string; params: unknown },
  ): void {
    this.options
      .onCall(method, params)
      .then((result) => line.send({ reply: call, result: result ?? null }))
      .catch((error: unknown) =>
        line.send({ reply: call, error: error instanceof Error ? error.message : String(error) }),
      );
  }

  private leave(line: LineSocket): void {
    this.lines.delete(line);
    for (const seat of this.seats.values()) if (seat.line === line) seat.line = undefined;
  }

  private nextTime(): number | null {
    const { agenda, traffic } = this.options;
    const dues = [agenda.nextDue(), ...[...this.seats.values()].map((seat) => seat.nextDue)].filter(
      (due) => due !== null,
    );
    if (dues.length === 0) return null;
    const next = Math.min(...dues);
    return traffic.isWatched() ? Math.min(next, Math.max(this.nextRoundMs(), agenda.now())) : next;
  }

  /** Every step for itself: what a slow one lost is not made up for by a fast one. */
  private async pace(nextMs: number): Promise<void> {
    const { speed, agenda } = this.options;
    const stepMs = speed > 0 ? (nextMs - agenda.now()) / speed : 0;
    const waitMs = stepMs - (Date.now() - this.movedAt);
    if (waitMs > 0) {
      // who waits on purpose has not stalled
      this.progressAt = Date.now() + waitMs;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    this.movedAt = Date.now();
  }

  private async sleepUntilSomebodyMoves(): Promise<void> {
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }

  private lookForStall(): void {
    if (this.stopped || Date.now() - this.progressAt < this.options.stallMs) return;
    this.options.onStalled(this.wake === undefined ? this.whoIsBusy() : "nothing is due for anybody");
  }

  private whoIsBusy(): string {
    const waits = [...this.seats].filter(([, seat]) => seat.answered !== undefined);
    const texts = waits.map(([role, { line, busy }]) =>
      line === undefined
        ? `${role} is away`
        : `${role} is busy with ${busy.join(", ") || "something it does not name"}`,
    );
    return texts.join("; ") || "the simulated Azure itself does not go on";
  }
}
