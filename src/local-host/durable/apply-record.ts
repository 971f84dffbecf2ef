import type { Entity, EntityMessage } from "./entity-state.ts";
import {
  completed,
  eventText,
  eventTypes,
  started,
  timestampOf,
  type ExecutionStarted,
  type HistoryEvent,
} from "./history-event.ts";
import {
  isTerminal,
  type EntityDelivery,
  type EntityTurn,
  type InstanceMessage,
  type JournalRecord,
  type NewInstance,
  type Turn,
} from "./records.ts";
import { generic, rewound } from "./rewound.ts";
import type { DurableState, Instance } from "./state.ts";

/** The only place where state changes, live as on recovery. */
export function applyRecord(state: DurableState, record: JournalRecord, sequence: number): void {
  switch (record.kind) {
    case "start":
      return startInstance(state, record, sequence);
    case "message":
      return deliver(state, record, sequence);
    case "signal":
      return enqueue(state, record, { sequence, at: record.at });
    case "activityEnded": {
      const activity = state.activities.get(record.activity);
      if (activity === undefined) return;
      state.activities.delete(record.activity);
      const { instanceId: to, executionId } = activity;
      return deliver(state, { to, executionId, event: record.event }, sequence);
    }
    case "timerFired":
      return fireTimer(state, record, sequence);
    case "turn":
      return applyTurn(state, record, sequence);
    case "entityTurn":
      return applyEntityTurn(state, record, sequence);
    case "rewind":
      return rewind(state, record, sequence);
    case "purge":
      for (const id of record.ids) forget(state, id);
      return;
    case "schedule":
      state.schedules.set(record.name, record.status);
      return;
    default:
      record satisfies never;
  }
}

/** An id that has ended is used anew; one that lives is left alone. */
function startInstance(state: DurableState, start: NewInstance, sequence: number): void {
  const earlier = state.instances.get(start.id);
  if (earlier !== undefined && !isTerminal(earlier.status)) return;
  const { id, name, version, executionId, input, parent, at } = start;
  const generation = parent === null ? (earlier?.generation ?? -1) + 1 : null;
  const instance: Instance = {
    id,
    name,
    version,
    executionId,
    generation,
    input,
    parent,
    status: "Pending",
    customStatus: null,
    output: null,
    createdAt: at,
    updatedAt: at,
    history: [],
    playedText: "",
    inbox: [],
    isContinued: false,
    timers: new Map(),
  };
  instance.inbox.push(startEvent(instance, at));
  state.instances.delete(id);
  state.instances.set(id, instance);
  makeReady(state.readyInstances, id, sequence);
}

const startEvent = (instance: Instance, at: number): ExecutionStarted => ({
  OrchestrationInstance: { InstanceId: instance.id, ExecutionId: instance.executionId },
  EventType: eventTypes.executionStarted,
  ParentInstance: instance.parent,
  Name: instance.name,
  Version: instance.version,
  Input: instance.input,
  Tags: null,
  Correlation: null,
  ParentTraceContext: null,
  ScheduledStartTime: null,
  Generation: instance.generation,
  GenerateNewTrace: false,
  EventId: -1,
  Timestamp: timestampOf(at),
});

function makeReady(ready: Map<string, number>, id: string, sequence: number): void {
  if (!ready.has(id)) ready.set(id, sequence);
}

function deliver(state: DurableState, message: InstanceMessage, sequence: number): void {
  const instance = state.instances.get(message.to);
  if (instance === undefined || isTerminal(instance.status)) return;
  // from before a continue-as-new: nobody waits for it any more
  if (message.executionId !== null && message.executionId !== instance.executionId) return;
  instance.inbox.push(message.event);
  makeReady(state.readyInstances, instance.id, sequence);
}

interface Moment {
  readonly sequence: number;
  readonly at: number;
}

function enqueue(
  state: DurableState,
  { to, message }: { to: string; message: EntityMessage },
  { sequence, at }: Moment,
): void {
  const known = state.entities.get(to);
  const entity: Entity = known ?? {
    id: to,
    exists: false,
    state: null,
    lockedBy: null,
    queue: [],
    createdAt: at,
    updatedAt: at,
  };
  if (known === undefined) state.entities.set(to, entity);
  entity.queue.push(message);
  makeReady(state.readyEntities, to, sequence);
}

function deliverAll(
  state: DurableState,
  messages: readonly (InstanceMessage | EntityDelivery)[],
  moment: Moment,
): void {
  for (const message of messages) {
    if ("entityMessage" in message) {
      enqueue(state, { to: message.to, message: message.entityMessage }, moment);
    } else {
      deliver(state, message, moment.sequence);
    }
  }
}

function fireTimer(
  state: DurableState,
  fired: Extract<JournalRecord, { kind: "timerFired" }>,
  sequence: number,
): void {
  const instance = state.instances.get(fired.instanceId);
  const timer = instance?.timers.get(fired.taskId);
  if (instance === undefined || timer === undefined || instance.executionId !== fired.executionId) return;
  instance.timers.delete(fired.taskId);
  const event: HistoryEvent = {
    EventType: eventTypes.timerFired,
    TimerId: fired.taskId,
    FireAt: timestampOf(timer.fireAt),
    EventId: -1,
    Timestamp: timestampOf(fired.at),
  };
  deliver(state, { to: instance.id, executionId: fired.executionId, event }, sequence);
}

function applyTurn(state: DurableState, turn: Turn, sequence: number): void {
  const instance = state.instances.get(turn.id);
  if (instance === undefined || instance.executionId !== turn.executionId) return;
  const taken = instance.inbox.splice(0, turn.taken);
  remember(instance, openingEvents(instance, taken, turn.at), true);
  remember(instance, turn.events, false);
  instance.isContinued = false;
  instance.status = turn.status;
  instance.output = turn.output;
  instance.updatedAt = turn.at;
  if (turn.customStatus !== undefined) instance.customStatus = turn.customStatus;
  schedule(state, { instance, turn, sequence });
  if (isTerminal(turn.status)) instance.inbox = [];
  if (isTerminal(turn.status) || turn.next !== undefined) instance.timers.clear();
  if (turn.next !== undefined) continueAsNew(instance, turn.next, turn.at);
  state.readyInstances.delete(turn.id);
  if (instance.inbox.length > 0) makeReady(state.readyInstances, turn.id, sequence);
  for (const child of turn.children) startInstance(state, child, sequence);
  deliverAll(state, turn.messages, { sequence, at: turn.at });
}

/**
 * What a turn puts behind the history before it decides anything. The turn that continued as new and the first one
 * of the next generation are one work item, so the latter finds itself closed already.
 */
export function openingEvents(
  instance: Instance,
  taken: readonly HistoryEvent[],
  at: number,
): readonly HistoryEvent[] {
  return [started(at), ...taken, ...(instance.isContinued ? [completed(at)] : [])];
}

function remember(instance: Instance, events: readonly HistoryEvent[], areOpening: boolean): void {
  for (const event of events) {
    instance.history.push(event);
    const isClosing = areOpening && event.EventType === eventTypes.orchestratorCompleted;
    const text = isClosing ? JSON.stringify({ ...event, IsPlayed: true }) : eventText(event, true);
    instance.playedText += instance.playedText === "" ? text : `,${text}`;
  }
}

function schedule(
  state: DurableState,
  { instance, turn, sequence }: { instance: Instance; turn: Turn; sequence: number },
): void {
  const { id: instanceId, executionId } = instance;
  for (const activity of turn.activities) {
    const key = `${instanceId}|${executionId}|${activity.taskId}`;
    state.activities.set(key, { ...activity, key, instanceId, executionId, sequence });
  }
  for (const { taskId, fireAt } of turn.timers) instance.timers.set(taskId, { fireAt, sequence });
}

function continueAsNew(instance: Instance, next: NonNullable<Turn["next"]>, at: number): void {
  instance.executionId = next.executionId;
  instance.generation = null;
  instance.input = next.input;
  instance.history = [];
  instance.playedText = "";
  instance.isContinued = true;
  const since = instance.inbox.filter((event) => survivesContinueAsNew.has(event.EventType));
  instance.inbox = [startEvent(instance, at), ...next.carriedOver, ...since];
}

/** The rest answers tasks of the generation that is over. */
const survivesContinueAsNew: ReadonlySet<number> = new Set([
  eventTypes.eventRaised,
  eventTypes.executionTerminated,
  eventTypes.suspended,
  eventTypes.resumed,
]);

function applyEntityTurn(state: DurableState, turn: EntityTurn, sequence: number): void {
  const entity = state.entities.get(turn.id);
  if (entity === undefined) return;
  entity.queue.splice(0, turn.taken, ...turn.putBack);
  entity.exists = turn.exists;
  entity.state = turn.state;
  entity.lockedBy = turn.lockedBy;
  entity.updatedAt = turn.at;
  state.readyEntities.delete(turn.id);
  // what was put back under a lock waits for its release, which makes the entity ready again
  const waiting = entity.lockedBy === null ? 0 : turn.putBack.length;
  if (entity.queue.length > waiting) makeReady(state.readyEntities, turn.id, sequence);
  deliverAll(state, turn.messages, { sequence, at: turn.at });
}

/**
 * Takes back what has failed, so that it is done again. Of a failed child only the failure is taken back, and the child
 * is rewound in turn; the deepest ones begin anew and tell their parents.
 */
function rewind(
  state: DurableState,
  record: Extract<JournalRecord, { kind: "rewind" }>,
  sequence: number,
): void {
  const instance = state.instances.get(record.id);
  if (instance?.status !== "Failed") return;
  const { history, failedChildren } = rewound(instance.history);
  instance.history = [];
  instance.playedText = "";
  remember(instance, history, false);
  instance.status = "Running";
  instance.output = null;
  for (const id of failedChildren) rewind(state, { ...record, id }, sequence);
  if (failedChildren.length > 0) return;
  const event = generic({ EventId: -1, Timestamp: timestampOf(record.at) }, record.reason);
  instance.inbox.push(event);
  makeReady(state.readyInstances, instance.id, sequence);
}

function forget(state: DurableState, id: string): void {
  state.instances.delete(id);
  state.entities.delete(id);
  state.readyInstances.delete(id);
  state.readyEntities.delete(id);
  for (const [key, activity] of state.activities) {
    if (activity.instanceId === id) state.activities.delete(key);
  }
}
