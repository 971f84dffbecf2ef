import { eventTypes, type HistoryEvent } from "../history-event.ts";

const names: Readonly<Record<HistoryEvent["EventType"], string>> = {
  [eventTypes.executionStarted]: "ExecutionStarted",
  [eventTypes.executionCompleted]: "ExecutionCompleted",
  [eventTypes.executionTerminated]: "ExecutionTerminated",
  [eventTypes.taskScheduled]: "TaskScheduled",
  [eventTypes.taskCompleted]: "TaskCompleted",
  [eventTypes.taskFailed]: "TaskFailed",
  [eventTypes.childCreated]: "SubOrchestrationInstanceCreated",
  [eventTypes.childCompleted]: "SubOrchestrationInstanceCompleted",
  [eventTypes.childFailed]: "SubOrchestrationInstanceFailed",
  [eventTypes.timerCreated]: "TimerCreated",
  [eventTypes.timerFired]: "TimerFired",
  [eventTypes.orchestratorStarted]: "OrchestratorStarted",
  [eventTypes.orchestratorCompleted]: "OrchestratorCompleted",
  [eventTypes.eventSent]: "EventSent",
  [eventTypes.eventRaised]: "EventRaised",
  [eventTypes.generic]: "GenericEvent",
  [eventTypes.suspended]: "ExecutionSuspended",
  [eventTypes.resumed]: "ExecutionResumed",
};

type Creation = Extract<HistoryEvent, { EventType: 4 | 7 }>;

/** The history as the status query shows it: what was scheduled stands in the line of its end, once it has ended. */
export function historyView(
  history: readonly HistoryEvent[],
  { showOutput }: { showOutput: boolean },
): readonly object[] {
  const created = new Map<number, Creation>();
  const ended = new Set<number>();
  for (const event of history) {
    if (isCreation(event)) created.set(event.EventId, event);
    if ("TaskScheduledId" in event) ended.add(event.TaskScheduledId);
  }
  return history.flatMap((event) => {
    if (event.EventType === eventTypes.orchestratorStarted) return [];
    if (event.EventType === eventTypes.orchestratorCompleted) return [];
    if (isCreation(event) && ended.has(event.EventId)) return [];
    return [lineOf(event, created, showOutput)];
  });
}

/** The name of a task that stands in the history two times. */
export function scheduledTwice(history: readonly HistoryEvent[]): string | undefined {
  const seen = new Set<string>();
  for (const event of history.filter(isCreation)) {
    const key = `${names[event.EventType]}_${event.EventId}`;
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return undefined;
}

const isCreation = (event: HistoryEvent): event is Creation =>
  event.EventType === eventTypes.taskScheduled || event.EventType === eventTypes.childCreated;

const hidden: ReadonlySet<string> = new Set([
  "EventType",
  "EventId",
  "Version",
  "TaskScheduledId",
  "TimerId",
  "OrchestrationInstance",
  "ParentInstance",
  "Timestamp",
]);

function lineOf(event: HistoryEvent, created: ReadonlyMap<number, Creation>, showOutput: boolean): object {
  const own = Object.entries(event).filter(([key]) => isShown(event, key, showOutput));
  const shown = own.map(([key, value]) => [key, key === "Result" ? parse(value) : value]);
  const origin = "TaskScheduledId" in event ? created.get(event.TaskScheduledId) : undefined;
  return {
    EventType: names[event.EventType],
    ...(Object.fromEntries(shown) as object),
    Timestamp: event.Timestamp,
    ...(origin === undefined ? {} : originOf(origin)),
    ...(event.EventType === eventTypes.executionStarted ? { FunctionName: event.Name } : {}),
  };
}

function isShown(event: HistoryEvent, key: string, showOutput: boolean): boolean {
  if (hidden.has(key)) return false;
  if (key === "Result") return showOutput;
  return event.EventType !== eventTypes.executionStarted || (key !== "Name" && key !== "Tags");
}

const originOf = (origin: Creation): object => ({
  ScheduledTime: origin.Timestamp.replace(/Z$/, "+00:00"),
  FunctionName: origin.Name,
  ...(origin.EventType === eventTypes.childCreated ? { InstanceId: origin.InstanceId } : {}),
  Input: null,
});

function parse(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
