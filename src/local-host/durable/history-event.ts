/** Numbers of the history events, as the Durable extension writes them. */
export const eventTypes = {
  executionStarted: 0,
  executionCompleted: 1,
  executionTerminated: 3,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  childCreated: 7,
  childCompleted: 8,
  childFailed: 9,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventSent: 14,
  eventRaised: 15,
  generic: 17,
  suspended: 19,
  resumed: 20,
} as const;

type Types = typeof eventTypes;

/** Property names are those of the wire. Every key is always there, null where there is nothing to say. */
interface Event<Type extends number> {
  readonly EventType: Type;
  /** The number of the task that it creates; -1 for everything else. */
  readonly EventId: number;
  readonly Timestamp: string;
}

export interface ParentInstance {
  readonly Name: string;
  readonly OrchestrationInstance: { readonly InstanceId: string; readonly ExecutionId: string };
  readonly TaskScheduleId: number;
  readonly Version: string | null;
}

export interface ExecutionStarted extends Event<Types["executionStarted"]> {
  readonly OrchestrationInstance: { readonly InstanceId: string; readonly ExecutionId: string };
  readonly ParentInstance: ParentInstance | null;
  readonly Name: string;
  readonly Version: string | null;
  readonly Input: string | null;
  readonly Tags: null;
  readonly Correlation: null;
  readonly ParentTraceContext: null;
  readonly ScheduledStartTime: null;
  readonly Generation: number | null;
  readonly GenerateNewTrace: false;
}

export interface ExecutionCompleted extends Event<Types["executionCompleted"]> {
  readonly OrchestrationStatus: string;
  readonly Result: string | null;
  readonly FailureDetails: object | null;
}

export interface ExecutionTerminated extends Event<Types["executionTerminated"]> {
  readonly Input: string | null;
}

export interface TaskScheduled extends Event<Types["taskScheduled"]> {
  readonly Name: string;
  readonly Version: "";
  readonly Input: null;
  readonly ParentTraceContext: null;
  readonly Tags: null;
}

interface Completion {
  readonly TaskScheduledId: number;
  readonly Result: string | null;
}

interface Failure {
  readonly TaskScheduledId: number;
  readonly Reason: string | null;
  readonly Details: string | null;
  readonly FailureDetails: object | null;
}

export type TaskCompleted = Event<Types["taskCompleted"]> & Completion;
export type TaskFailed = Event<Types["taskFailed"]> & Failure;
export type ChildCompleted = Event<Types["childCompleted"]> & Completion;
export type ChildFailed = Event<Types["childFailed"]> & Failure;

export interface ChildCreated extends Event<Types["childCreated"]> {
  readonly Name: string;
  readonly Version: string | null;
  readonly InstanceId: string;
  readonly Input: null;
  readonly ClientSpanId: null;
  readonly Tags: null;
}

export interface TimerCreated extends Event<Types["timerCreated"]> {
  readonly FireAt: string;
}

export interface TimerFired extends Event<Types["timerFired"]> {
  readonly TimerId: number;
  readonly FireAt: string;
}

export type OrchestratorStarted = Event<Types["orchestratorStarted"]>;
export type OrchestratorCompleted = Event<Types["orchestratorCompleted"]>;

export interface EventSent extends Event<Types["eventSent"]> {
  readonly InstanceId: string;
  readonly Name: string;
  readonly Input: string;
}

export interface EventRaised extends Event<Types["eventRaised"]> {
  readonly Name: string;
  readonly Input: string | null;
  readonly ParentTraceContext: null;
}

/** What a rewind leaves of an event that it has taken back, and the rewind itself with its reason. */
export interface Generic extends Event<Types["generic"]> {
  readonly Data: string | null;
}

export interface Suspended extends Event<Types["suspended"]> {
  readonly Reason: string | null;
}

export interface Resumed extends Event<Types["resumed"]> {
  readonly Reason: string | null;
}

export type HistoryEvent =
  | ExecutionStarted
  | ExecutionCompleted
  | ExecutionTerminated
  | TaskScheduled
  | TaskCompleted
  | TaskFailed
  | ChildCreated
  | ChildCompleted
  | ChildFailed
  | TimerCreated
  | TimerFired
  | OrchestratorStarted
  | OrchestratorCompleted
  | EventSent
  | EventRaised
  | Generic
  | Suspended
  | Resumed;

/** What turns `IsPlayed` true once a later turn replays it; the others never do. */
const played: ReadonlySet<number> = new Set([
  eventTypes.executionStarted,
  eventTypes.taskCompleted,
  eventTypes.taskFailed,
  eventTypes.childCompleted,
  eventTypes.childFailed,
  eventTypes.timerFired,
  eventTypes.eventRaised,
  eventTypes.suspended,
]);

/** The event as the SDK sees it. */
export interface SeenEvent {
  readonly EventType: number;
  readonly EventId: number;
  readonly Timestamp: Date;
  readonly IsPlayed: boolean;
}

export const newEvent = (event: HistoryEvent): SeenEvent => seenEvent(event, false);

/** `next` follows it: in the history, or as the beginning of the turn. */
export function replayedEvent(event: HistoryEvent, next: HistoryEvent | undefined): SeenEvent {
  // the close of a turn that continued as new stands within the work item of the next generation, as if played
  const isInside =
    event.EventType === eventTypes.orchestratorCompleted &&
    next?.EventType !== eventTypes.orchestratorStarted;
  return seenEvent(event, isInside || isPlayed(event));
}

const seenEvent = (event: HistoryEvent, wasPlayed: boolean): SeenEvent => ({
  ...event,
  Timestamp: new Date(event.Timestamp),
  IsPlayed: wasPlayed,
});

/** The date of a turn's beginning becomes `currentUtcDateTime`, and nothing keeps the app's code from changing it. */
export function withOwnDate(event: SeenEvent): SeenEvent {
  if (event.EventType !== eventTypes.orchestratorStarted) return event;
  // by name, because a copy by spreading takes several times as long
  const { EventType, EventId, Timestamp, IsPlayed } = event;
  return { EventType, EventId, Timestamp: new Date(Timestamp.getTime()), IsPlayed };
}

/** The same as it crosses the wire. */
export const seenText = (event: SeenEvent): string =>
  JSON.stringify({ ...event, Timestamp: timestampOf(event.Timestamp.getTime()) });

const isPlayed = ({ EventType, EventId }: HistoryEvent): boolean =>
  EventType === eventTypes.generic ? EventId === -1 : played.has(EventType);

/** As .NET writes it: no trailing zeros in the fraction. */
export const timestampOf = (ms: number): string => new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");

export const started = (atMs: number): OrchestratorStarted => ({
  EventType: eventTypes.orchestratorStarted,
  EventId: -1,
  Timestamp: timestampOf(atMs),
});

export const completed = (atMs: number): OrchestratorCompleted => ({
  EventType: eventTypes.orchestratorCompleted,
  EventId: -1,
  Timestamp: timestampOf(atMs),
});
