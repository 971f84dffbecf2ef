import { decide, type Settle, type Walk } from "./walk.ts";

const dayMs = 86_400_000;

/** What Azure Storage allows: a longer timer is made of several shorter ones, each with its own id. */
const [longestTimerMs, stepMs] = [6 * dayMs, 3 * dayMs];

export interface TimerOrder {
  readonly fireAtMs: number;
  readonly isCancelled: boolean;
}

export function startTimer(walk: Walk, order: TimerOrder, settle: Settle): void {
  const isLong = order.fireAtMs - walk.nowMs > longestTimerMs;
  const step = (): void => {
    const isFar = isLong && order.fireAtMs - walk.nowMs > longestTimerMs;
    const fireAtMs = isFar ? walk.nowMs + stepMs : order.fireAtMs;
    const id = decide(walk, { kind: "timer", fireAtMs }, () => {
      walk.openTimers.delete(id);
      if (isLong && walk.nowMs < order.fireAtMs) step();
      else settle(false);
    });
    walk.openTimers.set(id, fireAtMs);
    if (!order.isCancelled) return;
    // cancelled in the same breath: it keeps its id, counts as ended, and what it was raced against goes on
    walk.openTasks.delete(id);
    walk.openTimers.delete(id);
    settle(true);
  };
  step();
}
