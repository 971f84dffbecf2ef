import { Agenda } from "../../../src/local-host/agenda.ts";
import type { Clock } from "../../../src/local-host/clock.ts";

interface Sleep {
  readonly over: Promise<void>;
  readonly cancel: () => void;
}

/** Time that stands still until a test moves it; the app may wait on it, too. */
export interface SteppedClock extends Clock {
  /** For the app's own waits; one that is over cannot be cancelled. */
  sleep(ms: number): Sleep;
  /** The same for a wait that holds up its whole process. */
  block(ms: number): Sleep;
  /** Resolves once nothing happens any more unless time passes. */
  quiet(): Promise<void>;
  /** On to the next thing that is due, but not beyond `untilMs`; false: nothing is due by then. */
  step(untilMs: number): boolean;
}

/** Held by the dispatcher from the moment there is work until there is none, also while the app waits. */
const isQueue = (what: string): boolean => what.startsWith("work that waits");
/** An activity whose worker has gone: nothing is heard of it any more before its limit. */
const isLost = (what: string): boolean => what.startsWith("lost: ");
/** The app's own code runs, and may wait in it. */
const isInApp = (what: string): boolean => /^(?:activity|turn) /.test(what);

/** Called by itself, and so held up with the process that it is in. */
const isTrigger = (what: string): boolean => /^(?:timer|trigger) /.test(what);

export function steppedClock(startMs: number): SteppedClock {
  const agenda = new Agenda();
  const busy = new Map<number, string>();
  let nowMs = startMs;
  let tokens = 0;
  let ranks = 0;
  let sleepers = 0;
  let blockers = 0;
  let whenQuiet: (() => void)[] = [];
  let whenSettled: (() => void)[] = [];

  const isQuiet = (): boolean => {
    const isStuck = (what: string): boolean => blockers > 0 && isTrigger(what);
    const names = [...busy.values()].filter((what) => !isQueue(what) && !isStuck(what));
    const waiting = names.filter(isInApp);
    const lost = names.filter(isLost);
    return waiting.length + lost.length === names.length && waiting.length === sleepers + lost.length;
  };
  const check = (): void => {
    if (whenQuiet.length + whenSettled.length === 0) return;
    // what has ended now may have an answer on its way
    setImmediate(() => {
      if (!isQuiet()) return;
      if (whenSettled.length > 0) {
        for (const resolve of whenSettled.splice(0)) resolve();
        return;
      }
      const due = agenda.nextDueMs();
      if (due !== undefined && due <= nowMs) {
        agenda.fireDue(nowMs);
        check();
        return;
      }
      for (const resolve of whenQuiet.splice(0)) resolve();
    });
  };

  const sleep: SteppedClock["sleep"] = (ms) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isAsleep = true;
    const wake = (): void => {
      if (!isAsleep) return;
      isAsleep = false;
      sleepers -= 1;
      resolve();
      check();
    };
    sleepers += 1;
    ranks += 1;
    const remove = agenda.add(nowMs + ms, ranks, wake);
    check();
    const cancel = (): void => {
      remove();
      wake();
    };
    return { over: promise, cancel };
  };

  return {
    now: () => nowMs,
    at: (dueMs, rank, fire) => agenda.add(dueMs, rank, fire),
    busy: (what) => {
      tokens += 1;
      const token = tokens;
      busy.set(token, what);
      if (isLost(what)) check();
      return () => {
        busy.delete(token);
        // a disk takes its time; without it two turns in a row would carry one and the same time
        if (what === "journal") nowMs += 1;
        check();
      };
    },
    sleep,
    block: (ms) => {
      blockers += 1;
      const { over, cancel } = sleep(ms);
      return { over: over.finally(() => (blockers -= 1)), cancel };
    },
    settled: async () =>
      new Promise((resolve) => {
        whenSettled = [...whenSettled, resolve];
        check();
      }),
    quiet: async () =>
      new Promise((resolve) => {
        whenQuiet = [...whenQuiet, resolve];
        check();
      }),
    step: (untilMs) => {
      const due = agenda.nextDueMs();
      if (due === undefined || due > untilMs) {
        nowMs = Math.max(nowMs, untilMs);
        return false;
      }
      nowMs = Math.max(nowMs, due);
      agenda.fireDue(nowMs);
      return true;
    },
  };
}
