import type { Work, WorkSource } from "./dispatcher.ts";

/** Invocations that come from outside: requests, events, schedules. */
export interface TriggerQueue extends WorkSource {
  /** Runs `invoke` when its turn comes and gives its answer. */
  enter<Answer>(what: string, invoke: () => Promise<Answer>): Promise<Answer>;
}

interface TriggerQueueOptions {
  /** The record after which a trigger that comes now may run. */
  readonly sequence: () => number;
  readonly onEntered: () => void;
}

export function triggerQueue(options: TriggerQueueOptions): TriggerQueue {
  const waiting = new Map<string, Work>();
  let entered = 0;
  return {
    limit: Number.POSITIVE_INFINITY,
    size: () => waiting.size,
    next: (isRunning) => {
      for (const work of waiting.values()) if (!isRunning(work.key)) return work;
      return undefined;
    },
    enter: async (what, invoke) =>
      new Promise((resolve, reject) => {
        entered += 1;
        const key = `trigger ${entered}: ${what}`;
        const run = async (): Promise<void> => {
          await invoke().then(resolve, reject);
          waiting.delete(key);
        };
        waiting.set(key, { key, sequence: options.sequence(), run });
        options.onEntered();
      }),
  };
}
