import type { JournalEntry, OperationHead } from "../domain/upgrade/operation.ts";
import type { Decision } from "./requests/take-notification.ts";

// Each line of the app's log is one JSON object, so that a query can ask for pair, operation and phase.

/** An entry of the journal. An activity may be repeated, and then so are its lines: `number` tells. */
export const storyLine = (head: OperationHead, { number, at, event, data }: JournalEntry): string =>
  JSON.stringify({
    event,
    pair: head.pair,
    operation: head.id,
    phase: phaseOfEntry(head, event, data),
    number,
    at,
    data,
  });

/** Entries are told several at once, and then the head stands where the last of them has led. */
function phaseOfEntry(
  head: OperationHead,
  event: JournalEntry["event"],
  data: JournalEntry["data"],
): unknown {
  if (event === "phase.entered") return data["phase"];
  return event === "operation.ended" ? head.outcome : head.position.phase;
}

/** A fault of ours in an activity, and whose it is as far as its input tells. */
export function faultLine(activity: string, input: unknown): string {
  const { owner, pair, operationId } = (input ?? {}) as {
    owner?: { pair?: string; operationId?: string };
    pair?: unknown;
    operationId?: unknown;
  };
  return JSON.stringify({
    event: "activity.failed",
    activity,
    pair: owner?.pair ?? pair,
    operation: owner?.operationId ?? operationId,
  });
}

/** What became of a notification from outside. */
export const notificationLine = (id: string, { decision, reason, operationId }: Decision): string =>
  JSON.stringify({ event: "notification.taken", id, decision, operation: operationId, reason });
