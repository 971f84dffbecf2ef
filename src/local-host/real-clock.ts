import { Agenda } from "./agenda.ts";
import type { Clock } from "./clock.ts";

/** Node fires a timer at once when its delay does not fit 31 bits, so a longer wait is made of several. */
const longestDelayMs = 2 ** 31 - 1;

const realClocks = new WeakSet<Clock>();

/** Any other clock can stand still. */
export const isRealClock = (clock: Clock): boolean => realClocks.has(clock);

/** The wall clock. Work holds nothing up: real time never stands still. */
export function realClock(): Clock {
  const agenda = new Agenda();
  let timeout: NodeJS.Timeout | undefined;

  const arm = (): void => {
    clearTimeout(timeout);
    const dueMs = agenda.nextDueMs();
    if (dueMs === undefined) return;
    const delayMs = Math.min(Math.max(dueMs - Date.now(), 0), longestDelayMs);
    timeout = setTimeout(wake, delayMs);
  };
  const wake = (): void => {
    agenda.fireDue(Date.now());
    arm();
  };

  const clock: Clock = {
    now: () => Date.now(),
    at: (dueMs, rank, fire) => {
      const cancel = agenda.add(dueMs, rank, fire);
      arm();
      return () => {
        cancel();
        arm();
      };
    },
    busy: () => () => undefined,
  };
  realClocks.add(clock);
  return clock;
}
