import { completeTask, openTask, type StageTask } from "./stage-tasks.ts";

/** The time on the stage, for a scripted outside that changes by itself. */
export interface WorldClock {
  readonly nowMs: number;
  /** Something outside happens at that time, whatever the stories wait for. */
  at(atMs: number, act: () => void): void;
}

/** A scripted outside that wants to know what time it is on the stage. */
export interface Timekept {
  keepTime?(clock: WorldClock): void;
}

interface Timer {
  readonly due: number;
  readonly task: StageTask;
  /** Whose durable timer it is; undefined: something outside happens. */
  readonly owner: object | undefined;
}

const startsAt = Date.parse("2026-11-05T09:00:00Z");
const earlyMs = 900;
/** A story that is watched never runs out of timers; longer than this none of ours takes. */
const mostDays = 12;

/**
 * Virtual time: it passes from timer to timer, and only while nobody works. Work is counted, so an idle moment is
 * seen at once and nothing is polled for.
 */
export class StageTime implements WorldClock {
  nowMs = startsAt;
  /** Called before time passes, with when it will be. */
  onTime: (toMs: number) => void = () => undefined;
  private readonly early: boolean;
  private timers: Timer[] = [];
  private busy = 0;
  private whenIdle: (() => void) | undefined;
  private readonly ready: (() => void)[] = [];
  private isWaking = false;
  private slow: { left: number; readonly goOn: () => void }[] = [];

  constructor(earlyTimers: boolean) {
    this.early = earlyTimers;
  }

  /** Somebody works; time stands still until it is done. */
  async visit<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    this.busy += 1;
    try {
      // never in the middle of somebody else's turn
      await Promise.resolve();
      return await act();
    } finally {
      // first whoever waits for the answer, then time
      queueMicrotask(() => queueMicrotask(() => this.rest()));
    }
  }

  at(atMs: number, act: () => void): void {
    const task = openTask();
    task.whenDone.push(act);
    this.timers.push({ due: atMs, task, owner: undefined });
  }

  /** Within a visit: goes on after the next so many durable timers, or so long; time passes meanwhile. */
  async afterTimers(count: number, mostMs: number): Promise<void> {
    await new Promise<void>((goOn) => {
      const one = { left: count, goOn };
      this.slow.push(one);
      this.at(this.nowMs + mostMs, () => {
        one.left = 0;
        this.quicken();
      });
      this.rest();
    });
  }

  /** Lets time pass until then, or until nothing can happen any more. */
  async passTo(limitMs: number, isOver: () => boolean): Promise<void> {
    await this.pass(() => isOver() || (this.nextTimer()?.due ?? Infinity) > limitMs);
  }

  protected async passUntil(isOver: () => boolean): Promise<void> {
    const latestMs = this.nowMs + mostDays * 86_400_000;
    await this.pass(() => {
      if (isOver()) return true;
      if (this.nowMs > latestMs)
        throw new Error(`the story waits for nothing that can come within ${mostDays} days`);
      if (this.timers.length === 0) throw new Error("the story waits for nothing that can come");
      return false;
    });
  }

  private async pass(isOver: () => boolean): Promise<void> {
    for (;;) {
      if (this.busy > 0) await new Promise<void>((resolve) => (this.whenIdle = resolve));
      else if (isOver()) return;
      else this.step();
    }
  }

  protected timer(due: number, owner: object): StageTask {
    const task = openTask(() => (this.timers = this.timers.filter((timer) => timer.task !== task)));
    this.timers.push({ due, task, owner });
    return task;
  }

  protected dropTimersOf(owner: object): void {
    this.timers = this.timers.filter((timer) => timer.owner !== owner);
  }

  /** Turns are taken one after the other, never one within another. */
  protected wake(turn: () => void): void {
    this.ready.push(turn);
    if (this.isWaking) return;
    this.isWaking = true;
    try {
      for (let next = this.ready.shift(); next !== undefined; next = this.ready.shift()) next();
    } finally {
      this.isWaking = false;
    }
  }

  private rest(): void {
    this.busy -= 1;
    if (this.busy > 0) return;
    const resume = this.whenIdle;
    this.whenIdle = undefined;
    resume?.();
  }

  private nextTimer(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) if (next === undefined || timer.due < next.due) next = timer;
    return next;
  }

  private step(): void {
    const next = this.nextTimer();
    if (next === undefined) throw new Error("there is nothing to wait for");
    this.timers = this.timers.filter((timer) => timer !== next);
    const isDurable = next.owner !== undefined;
    const toMs = Math.max(this.nowMs, this.early && isDurable ? next.due - earlyMs : next.due);
    this.onTime(toMs);
    this.nowMs = toMs;
    this.wake(() => completeTask(next.task, undefined));
    if (!isDurable) return;
    for (const one of this.slow) one.left -= 1;
    this.quicken();
  }

  private quicken(): void {
    const due = this.slow.filter((one) => one.left <= 0);
    this.slow = this.slow.filter((one) => one.left > 0);
    for (const { goOn } of due) {
      this.busy += 1;
      goOn();
    }
  }
}
