import { noteReceived, type Entity, type EntityMessage } from "./entity-state.ts";
import { unfold } from "./fold-state.ts";
import { eventTypes, timestampOf, type HistoryEvent } from "./history-event.ts";
import { openingEvents } from "./opening-events.ts";
import {
  isTerminal,
  type EntityDelivery,
  type EntityTurn,
  type InstanceMessage,
  type JournalRecord,
  type Turn,
} from "./records.ts";
import { rewind } from "./rewind.ts";
import { startEvent, startInstance } from "./start-instance.ts";
import { makeReady, type DurableState, type Instance } from "./state.ts";

/** The only place where state changes, live as on recovery. */
export function applyRecord(state: DurableState, record: JournalRecord, sequence: number): void {
  if (isKept(record)) return keep(state, record);
  switch (record.kind) {
    case "start":
      return startInstance(state, record, sequence);
    case "message":
      return deliver(state, record, sequence);
    case "signal":
      return enqueue(state, record, { sequence, at: record.at });
    case "activityEnded":
      return endActivity(state, record, sequence);
    case "timerFired":
      return fireTimer(state, record, sequence);
    case "turn":
      return applyTurn(state, record, sequence);
    case "entityTurn":
      return applyEntityTurn(state, record, sequence);
    case "rewind":
      return rewind(state, record, sequence);
    case "purge":
      return forget(state, record.ids);
    default:
      record satisfies never;
  }
}

type Kept = Extract<JournalRecord, { kind: "schedule" | "death" | "folded" }>;

const isKept = (record: JournalRecord): record is Kept =>
  ["schedule", "death", "folded"].includes(record.kind);

/** What changes no instance. */
function keep(state: DurableState, record: Kept): void {
  switch (record.kind) {
    case "schedule":
      state.schedules.set(record.name, record.status);
      return;
    case "death":
      state.deaths.set(record.id, (state.deaths.get(record.id) ?? 0) + 1);
      return;
    case "folded":
      return unfold(state, record);
    default:
      record satisfies never;
  }
}

function endActivity(
  state: DurableState,
  { activity: key, event }: Extract<JournalRecord, { kind: "activityEnded" }>,
  sequence: number,
): void {
  const activity = state.activities.get(key);
  if (activity === undefined) return;
  state.activities.delete(key);
  const { instanceId: to, executionId } = activity;
  deliver(state, { to, executionId, event }, sequence);
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
    received: new Map(),
    createdAt: at,
    updatedAt: at,
  };
  if (known === undefined) state.entities.set(to, entity);
  entity.queue.push(message);
  noteReceived(entity, message);
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
  instance.history.push(...openingEvents(instance, taken, turn.at), ...turn.events);
  instance.isContinued = false;
  instance.status = turn.status;
  instance.output = turn.output;
  instance.updatedAt = turn.at;
  if (turn.customStatus !== undefined) instance.customStatus = turn.customStatus;
  schedule(state, { instance, turn, sequence });
  if (isTerminal(turn.status)) instance.inbox = [];
  if (isTerminal(turn.status) || turn.next !== undefined) instance.timers.clear();
  if (turn.next !== undefined) continueAsNew(instance, turn.next, turn.at);
  state.deaths.delete(turn.id);
  state.readyInstances.delete(turn.id);
  if (instance.inbox.length > 0) makeReady(state.readyInstances, turn.id, sequence);
  for (const child of turn.children) startInstance(state, child, sequence);
  deliverAll(state, turn.messages, { sequence, at: turn.at });
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
  state.deaths.delete(turn.id);
  state.readyEntities.delete(turn.id);
  // what was put back under a lock waits for its release, which makes the entity ready again
  const waiting = entity.lockedBy === null ? 0 : turn.putBack.length;
  if (entity.queue.length > waiting) makeReady(state.readyEntities, turn.id, sequence);
  deliverAll(state, turn.messages, { sequence, at: turn.at });
}

function forget(state: DurableState, ids: readonly string[]): void {
  for (const id of ids) {
    const { instances, entities, readyInstances, readyEntities, deaths } = state;
    for (const map of [instances, entities, readyInstances, readyEntities, deaths]) map.delete(id);
  }
  for (const [key, { instanceId }] of state.activities) {
    if (ids.includes(instanceId)) state.activities.delete(key);
  }
}
