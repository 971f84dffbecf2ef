import { timestampOf } from "../history-event.ts";
import type { Walk } from "./walk.ts";

/** When a message was sent: the clock of .NET counts steps of 100 nanoseconds. */
export interface SentAt {
  readonly ms: number;
  readonly steps: number;
}

/** What lets an entity take the messages of one sender in their order: when this was sent, and the one before it. */
export function orderOf(walk: Walk, to: string): { Timestamp: string; Predecessor: string } {
  const earlier = walk.lastSent.get(to);
  const isLater = earlier === undefined || walk.nowMs > earlier.ms;
  const sentAt: SentAt = isLater
    ? { ms: walk.nowMs, steps: 0 }
    : { ms: earlier.ms, steps: earlier.steps + 1 };
  walk.lastSent.set(to, sentAt);
  return { Timestamp: textOf(sentAt), Predecessor: earlier === undefined ? never : textOf(earlier) };
}

const never = "0001-01-01T00:00:00";

/** A time that had to be put off loses its zone on the way. */
function textOf({ ms, steps }: SentAt): string {
  if (steps === 0) return timestampOf(ms);
  return new Date(ms).toISOString().replace("Z", String(steps).padStart(4, "0"));
}
