import type { Agenda } from "../../../src/simulator/joints.ts";

export interface HandMovedAgenda extends Agenda {
  /** The due time of the next entry. */
  nextDue(): number | undefined;
  /** Time is now this, and everything due until then fires. */
  moveTo(ms: number): void;
}

interface Entry {
  readonly dueMs: number;
  readonly resourceId: string;
  readonly fire: () => void;
}

export function handMovedAgenda(startsAt: string): HandMovedAgenda {
  let nowMs = Date.parse(startsAt);
  let entries: readonly Entry[] = [];
  const next = () =>
    entries.toSorted((a, b) => a.dueMs - b.dueMs || a.resourceId.localeCompare(b.resourceId))[0];
  return {
    now: () => nowMs,
    at(dueMs, resourceId, fire) {
      const entry = { dueMs, resourceId, fire };
      entries = [...entries, entry];
      return () => void (entries = entries.filter((other) => other !== entry));
    },
    nextDue: () => next()?.dueMs,
    moveTo(ms) {
      for (let entry = next(); entry !== undefined && entry.dueMs <= ms; entry = next()) {
        const fired = entry;
        entries = entries.filter((other) => other !== fired);
        nowMs = Math.max(nowMs, fired.dueMs);
        fired.fire();
      }
      nowMs = ms;
    },
  };
}
