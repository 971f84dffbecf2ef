import { Agenda } from "./agenda.ts";
import type { Clock } from "./clock.ts";

export interface VirtualClock extends Clock {
  /** What holds time still, for the message when it never moves on. */
  busyWith(): readonly string[];
}

/** Time that jumps to the next thing due as soon as nothing is busy, so that a month takes milliseconds. */
export function virtualClock(startMs: number): VirtualClock {
  const agenda = new Agenda();
  const busy = new Map<number, string>();
  let nowMs = startMs;
  let tokens = 0;
  let isJumpPlanned = false;

  const planJump = (): void => {
    if (isJumpPlanned || busy.size > 0) return;
    isJumpPlanned = true;
    // not at once: what ended now may have an answer on its way that starts the next piece of work
    setImmediate(jump);
  };
  const jump = (): void => {
    isJumpPlanned = false;
    const dueMs = agenda.nextDueMs();
    if (busy.size > 0 || dueMs === undefined) return;
    nowMs = Math.max(nowMs, dueMs);
    agenda.fireDue(nowMs);
    planJump();
  };

  return {
    now: () => nowMs,
    at: (dueMs, rank, fire) => {
      const cancel = agenda.add(dueMs, rank, fire);
      planJump();
      return cancel;
    },
    busy: (what) => {
      tokens += 1;
      const token = tokens;
      busy.set(token, what);
      return () => {
        busy.delete(token);
        planJump();
      };
    },
    busyWith: () => [...busy.values()],
  };
}
