import { connect } from "node:net";
import { lineSocket, type LineSocket } from "./line-socket.ts";
import type { Order } from "./messages.ts";

/** A process's share of the simulated time: it moves only when the authority says so. */
export interface FollowedClock {
  /** Milliseconds since the epoch, virtual. */
  now(): number;
  at(dueMs: number, rank: number, fire: () => void): () => void;
  busy(what: string): () => void;
  /** Called at every stop, after what was due has fired. */
  onAdvance(listener: () => void): void;
  /** Asks the simulator something. */
  call(method: string, params: unknown): Promise<unknown>;
  onNotify(listener: (kind: string, name: string) => void): void;
  /** Called when the authority has gone, and not after `close`. */
  onLost(listener: () => void): void;
  close(): void;
}

interface Entry {
  readonly dueMs: number;
  readonly rank: number;
  readonly fire: () => void;
}

const busyReportMs = 1_000;

/** Resolves with the first `advance`, so that `now()` is virtual from the start. */
export async function joinClock(options: { port: number; role: string }): Promise<FollowedClock> {
  const socket = connect(options.port, "127.0.0.1");
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return new Promise((resolve) => {
    const state = new Participant();
    state.line = lineSocket(socket, (message) => state.take(message as Order, () => resolve(state.clock())));
    state.line.send({ hello: options.role });
    socket.on("close", () => state.lost());
  });
}

class Participant {
  line: LineSocket | undefined;
  private nowMs = Number.NaN;
  private readonly entries = new Set<Entry>();
  private readonly tokens = new Map<symbol, string>();
  private readonly advanced: (() => void)[] = [];
  private readonly notified: ((kind: string, name: string) => void)[] = [];
  private readonly deserted: (() => void)[] = [];
  private isClosed = false;
  private readonly calls = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  private pending: number | undefined;
  private worked = false;
  private called = 0;
  private hasStirred = false;
  /** How often anything was held so far. */
  private held = 0;
  /** The order whose due timers have not fired yet. */
  private isArriving = false;
  private reporting: NodeJS.Timeout | undefined;

  clock(): FollowedClock {
    return {
      now: () => this.nowMs,
      at: (dueMs, rank, fire) => {
        const entry = { dueMs, rank, fire };
        this.entries.add(entry);
        this.stir();
        return () => void this.entries.delete(entry);
      },
      busy: (what) => this.hold(what),
      onAdvance: (listener) => void this.advanced.push(listener),
      call: async (method, params) => this.ask(method, params),
      onNotify: (listener) => void this.notified.push(listener),
      onLost: (listener) => void this.deserted.push(listener),
      close: () => {
        this.isClosed = true;
        this.line?.close();
      },
    };
  }

  take(order: Order, joined: () => void): void {
    if ("advance" in order) {
      const first = Number.isNaN(this.nowMs);
      this.nowMs = order.t;
      this.pending = order.advance;
      if (first) joined();
      // whoever joined gets its turn to become busy before the first idle
      this.isArriving = true;
      setImmediate(() => {
        this.isArriving = false;
        this.stop();
      });
    } else if ("reply" in order) {
      const call = this.calls.get(order.reply);
      this.calls.delete(order.reply);
      if (order.error === undefined) call?.resolve(order.result);
      else call?.reject(new Error(order.error));
    } else {
      for (const listener of this.notified) listener(order.notify, order.name);
    }
  }

  lost(): void {
    for (const { reject } of this.calls.values()) reject(new Error("the simulated Azure has gone"));
    this.calls.clear();
    clearInterval(this.reporting);
    if (!this.isClosed) for (const listener of this.deserted) listener();
  }

  private stop(): void {
    for (let entry = this.due(); entry !== undefined; entry = this.due()) {
      this.entries.delete(entry);
      this.worked = true;
      entry.fire();
    }
    for (const listener of this.advanced) listener();
    this.idleWhenQuiet();
  }

  private due(): Entry | undefined {
    return this.sorted().find((entry) => entry.dueMs <= this.nowMs);
  }

  private sorted(): readonly Entry[] {
    return [...this.entries].toSorted((a, b) => a.dueMs - b.dueMs || a.rank - b.rank);
  }

  private hold(what: string): () => void {
    const token = Symbol(what);
    this.held += 1;
    this.tokens.set(token, what);
    this.worked = true;
    this.stir();
    this.reporting ??= setInterval(() => this.report(), busyReportMs).unref();
    return () => {
      if (this.tokens.delete(token)) this.idleWhenQuiet();
    };
  }

  /** Once after each idle is enough: the authority then asks again. */
  private stir(): void {
    if (this.pending !== undefined || this.hasStirred) return;
    this.hasStirred = true;
    this.line?.send({ stirred: true });
  }

  private report(): void {
    if (this.tokens.size > 0) this.line?.send({ busy: [...new Set(this.tokens.values())] });
  }

  /** Quiet means: nothing held over two turns of the event loop, for work often passes from one hand to the next. */
  private idleWhenQuiet(): void {
    if (this.pending === undefined || this.isArriving || this.tokens.size > 0) return;
    const [asked, held] = [this.pending, this.held];
    // a look that belongs to an earlier order, or during which somebody was busy, says nothing
    const stillQuiet = (): boolean => this.pending === asked && this.held === held && this.tokens.size === 0;
    setImmediate(() => {
      if (stillQuiet()) setImmediate(() => void (stillQuiet() && this.sayIdle(asked)));
    });
  }

  private sayIdle(idle: number): void {
    if (this.due() !== undefined) return this.stop();
    this.pending = undefined;
    this.hasStirred = false;
    const { worked } = this;
    this.worked = false;
    this.line?.send({ idle, nextDue: this.sorted()[0]?.dueMs ?? null, worked });
  }

  private async ask(method: string, params: unknown): Promise<unknown> {
    const call = (this.called += 1);
    return new Promise((resolve, reject) => {
      this.calls.set(call, { resolve, reject });
      this.line?.send({ call, method, params });
    });
  }
}
