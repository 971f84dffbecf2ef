import type { Handle, Progress } from "../../src/workflow/ports.ts";
import type { WorldClock } from "./stage-time.ts";

interface LongRunning {
  readonly write: string;
  readonly resourceId: string;
  readonly effect: () => void;
  readonly whenFailed: () => void;
  looks: number;
  end: Exclude<Progress, { kind: "running" }> | undefined;
}

/** What a test says about how operations go. */
export interface Pace {
  /** Without one an operation ends at its second look. */
  readonly clock: () => WorldClock | undefined;
  readonly minutesOf: (write: string) => number;
  readonly retryAfterSeconds: () => number;
  readonly isEndless: (write: string) => boolean;
  /** The code that the operation ends in; asked once, when it ends. */
  readonly failureOf: (write: string) => string | undefined;
  readonly onLook: () => void;
}

/** ARM's long-running operations: they end by themselves, whether anybody looks or not. */
export function longRunning(pace: Pace) {
  const all = new Map<string, LongRunning>();
  let queueEndsAtMs = 0;

  const finish = (operation: LongRunning): void => {
    if (operation.end !== undefined) return;
    const code = pace.failureOf(operation.write);
    operation.end =
      code === undefined ? { kind: "succeeded" } : { kind: "failed", code, message: "Azure could not." };
    if (code === undefined) operation.effect();
    else operation.whenFailed();
  };
  const runningOn = (resourceId: string): LongRunning | undefined =>
    [...all.values()].find((one) => one.end === undefined && one.resourceId === resourceId);

  return {
    runningOn,
    /** The oldest that has not ended, of these resources. */
    oldest: (isOne: (operation: LongRunning) => boolean): LongRunning | undefined =>
      [...all.values()].find((one) => one.end === undefined && isOne(one)),
    /** `queued`: only after every one that was queued before. */
    begin: (
      order: Pick<LongRunning, "write" | "resourceId" | "effect" | "whenFailed">,
      { queued }: { queued: boolean },
    ): Handle => {
      const operation: LongRunning = { ...order, looks: 0, end: undefined };
      const statusUrl = `https://status/${all.size + 1}`;
      all.set(statusUrl, operation);
      const clock = pace.clock();
      if (clock !== undefined) {
        const from = queued ? Math.max(clock.nowMs, queueEndsAtMs) : clock.nowMs;
        const dueMs = from + pace.minutesOf(order.write) * 60_000;
        if (queued) queueEndsAtMs = dueMs;
        clock.at(dueMs, () => pace.isEndless(order.write) || finish(operation));
      }
      return { resourceId: order.resourceId, statusUrl };
    },
    poll: async ({ resourceId, statusUrl }: Handle): Promise<Progress> => {
      const operation = statusUrl === undefined ? runningOn(resourceId) : all.get(statusUrl);
      if (operation === undefined) return { kind: "succeeded" };
      pace.onLook();
      operation.looks += 1;
      if (pace.clock() === undefined && operation.looks > 1 && !pace.isEndless(operation.write))
        finish(operation);
      return operation.end ?? { kind: "running", retryAfterSeconds: pace.retryAfterSeconds() };
    },
  };
}

export type LongRunningBook = ReturnType<typeof longRunning>;
