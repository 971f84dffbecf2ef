import { eventTypes, type Generic, type HistoryEvent } from "./history-event.ts";

/** A history without its failures, and the children that have to be rewound as well. */
export function rewound(history: readonly HistoryEvent[]): {
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
export const generic = (
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
