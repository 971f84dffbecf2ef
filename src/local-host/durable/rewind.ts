import { eventTypes, timestampOf, type Generic, type HistoryEvent } from "./history-event.ts";
import type { JournalRecord } from "./records.ts";
import { makeReady, type DurableState } from "./state.ts";

/**
 * Takes back what has failed, so that it is done again. Of a failed child only the failure is taken back, and the child
 * is rewound in turn; the deepest ones begin anew and tell their parents.
 */
export function rewind(
  state: DurableState,
  record: Extract<JournalRecord, { kind: "rewind" }>,
  sequence: number,
): void {
  const instance = state.instances.get(record.id);
  if (instance?.status !== "Failed") return;
  const { history, failedChildren } = rewound(instance.history);
  instance.history = [...history];
  instance.status = "Running";
  instance.output = null;
  for (const id of failedChildren) rewind(state, { ...record, id }, sequence);
  if (failedChildren.length > 0) return;
  const event = generic({ EventId: -1, Timestamp: timestampOf(record.at) }, record.reason);
  instance.inbox.push(event);
  makeReady(state.readyInstances, instance.id, sequence);
}

/** A history without its failures, and the children that have to be rewound as well. */
function rewound(history: readonly HistoryEvent[]): {
  readonly history: readonly HistoryEvent[];
  readonly failedChildren: readonly string[];
} {
  const failedTasks = new Set<number>();
  const failedChildren: string[] = [];
  for (const event of history) {
    if (event.EventType === eventTypes.taskFailed) failedTasks.add(event.TaskScheduledId);
    if (event.EventType === eventTypes.childFailed) failedChildren.push(...childOf(history, event));
  }
  const isTakenBack = (event: HistoryEvent): boolean =>
    takenBack.has(event.EventType) ||
    (event.EventType === eventTypes.taskScheduled && failedTasks.has(event.EventId));
  return {
    history: history.map((event) => (isTakenBack(event) ? generic(event, null) : event)),
    failedChildren,
  };
}

const takenBack: ReadonlySet<number> = new Set([
  eventTypes.taskFailed,
  eventTypes.childFailed,
  eventTypes.executionCompleted,
]);

/** What stays of it is its number and its time. */
const generic = (
  { EventId, Timestamp }: { readonly EventId: number; readonly Timestamp: string },
  Data: string | null,
): Generic => ({ Data, EventType: eventTypes.generic, EventId, Timestamp });

function childOf(
  history: readonly HistoryEvent[],
  { TaskScheduledId }: { readonly TaskScheduledId: number },
): readonly string[] {
  return history.flatMap((event) =>
    event.EventType === eventTypes.childCreated && event.EventId === TaskScheduledId
      ? [event.InstanceId]
      : [],
  );
}
