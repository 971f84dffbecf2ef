import type { Agenda } from "../joints.ts";

interface Entry {
  readonly dueMs: number;
  readonly resourceId: string;
  readonly order: number;
  readonly fire: () => void;
}

/** The simulated Azure's own list of what is to happen when. */
export interface MovableAgenda extends Agenda {
  /** Moves time to `ms` and fires what is due until then, one by one. True when anything fired. */
  advanceTo(ms: number): boolean;
  nextDue(): number | null;
}

export function createAgenda(startMs: number): MovableAgenda {
  let nowMs = startMs;
  let made = 0;
  const entries = new Set<Entry>();
  const next = (): Entry | undefined => [...entries].toSorted(byTime)[0];
  return {
    now: () => nowMs,
    at: (dueMs, resourceId, fire) => {
      const entry = { dueMs, resourceId: resourceId.toLowerCase(), order: (made += 1), fire };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    advanceTo: (ms) => {
      let fired = false;
      for (let entry = next(); entry !== undefined && entry.dueMs <= ms; entry = next()) {
        entries.delete(entry);
        nowMs = Math.max(nowMs, entry.dueMs);
        entry.fire();
        fired = true;
      }
      nowMs = Math.max(nowMs, ms);
      return fired;
    },
    nextDue: () => next()?.dueMs ?? null,
  };
}

/** What is due at one time fires by resource id, then in the order it was asked for. */
const byTime = (a: Entry, b: Entry): number =>
  a.dueMs - b.dueMs ||
  (a.resourceId < b.resourceId ? -1 : a.resourceId > b.resourceId ? 1 : 0) ||
  a.order - b.order;
