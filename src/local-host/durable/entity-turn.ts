import { CutOff } from "../app/cut-off.ts";
import { messageOf } from "../host-error.ts";
import { countDeath, deadly, isDeadly } from "./deaths.ts";
import type { Engine } from "./engine.ts";
import { parseEntityResponse, type EntityResponse } from "./entity-response.ts";
import type { Entity, EntityMessage, Sender } from "./entity-state.ts";
import { unknownFunction } from "./failure.ts";
import { eventTypes, timestampOf } from "./history-event.ts";
import { guid } from "./ids.ts";
import type { EntityDelivery, EntityTurn, InstanceMessage } from "./records.ts";
import { responseType } from "./simulation/entities.ts";

type Operation = Extract<EntityMessage, { kind: "operation" }>;
type Delivery = InstanceMessage | EntityDelivery;

/** Serves what has come for an entity: one batch of operations, up to the next lock. */
export async function runEntityTurn(engine: Engine, id: string): Promise<void> {
  const entity = engine.state.entities.get(id);
  if (entity === undefined) return;
  const taken = [...entity.queue];
  const sorted = sortOut(entity, taken);
  const served = sorted.batch.length === 0 ? undefined : await serve(engine, entity, sorted.batch);
  if (served instanceof CutOff) return await countDeath(engine, id, served);
  const at = engine.now();
  const turn: EntityTurn = {
    id,
    at,
    taken: taken.length,
    exists: served?.entityExists ?? entity.exists,
    state: served === undefined ? entity.state : served.entityState,
    lockedBy: sorted.lockedBy,
    putBack: sorted.putBack,
    messages: [
      ...answers(sorted.batch, served, at),
      ...signals(engine, entity, served),
      ...sorted.granted.map((lock) => passOn(lock, at)),
    ],
  };
  await engine.commit({ kind: "entityTurn", ...turn });
}

type LockRequest = Extract<EntityMessage, { kind: "lock" }>;

interface Sorted {
  readonly batch: readonly Operation[];
  readonly putBack: readonly EntityMessage[];
  readonly granted: readonly LockRequest[];
  readonly lockedBy: string | null;
}

/** While an entity is locked only the holder's requests are served; a granted lock ends the batch. */
function sortOut(entity: Entity, messages: readonly EntityMessage[]): Sorted {
  const batch: Operation[] = [];
  const putBack: EntityMessage[] = [];
  const granted: LockRequest[] = [];
  let { lockedBy } = entity;
  for (const message of messages) {
    const owner = message.kind === "release" ? message.owner : message.sender?.instanceId;
    const isBlocked = granted.length > 0 || (lockedBy !== null && owner !== lockedBy);
    if (isBlocked && message.kind !== "release") putBack.push(message);
    else if (message.kind === "operation") batch.push(message);
    else if (message.kind === "lock") {
      granted.push(message);
      lockedBy = message.sender.instanceId;
    } else if (owner === lockedBy) lockedBy = null;
  }
  return { batch, putBack, granted, lockedBy };
}

async function serve(
  engine: Engine,
  entity: Entity,
  batch: readonly Operation[],
): Promise<EntityResponse | CutOff> {
  if (isDeadly(engine, entity.id))
    return refused(engine, entity, { batch, why: deadly(`The entity '${entity.id}'`) });
  const { functions, warn } = engine.options;
  const [, name = "", ...key] = entity.id.split("@");
  const target = functions.find("entity", name);
  if (target === undefined && functions.takesCalls("entity", name))
    return refused(engine, entity, { batch, why: `Entity function '${name}' is disabled.` });
  if (target === undefined) {
    warn(entity.id, unknownFunction(name, "an entity", functions.names("entity")));
    return { entityExists: entity.exists, entityState: entity.state, results: [], signals: [] };
  }
  const payload = {
    self: { name: target.name.toLowerCase(), key: key.join("@") },
    exists: entity.exists,
    state: entity.state,
    batch: batch.map(({ id, name: operation, input, isSignal }) => ({
      name: operation,
      input,
      isSignal,
      id,
    })),
  };
  try {
    const { returnValue } = await functions.invoke({ target, data: { string: JSON.stringify(payload) } });
    return parseEntityResponse(returnValue?.json ?? "{}");
  } catch (error) {
    return error instanceof CutOff ? error : refused(engine, entity, { batch, why: messageOf(error) });
  }
}

/** Whoever has called is told of an error; the entity stays as it was. */
function refused(
  { options }: Engine,
  { id, exists, state }: Entity,
  { batch, why }: { batch: readonly Operation[]; why: string },
): EntityResponse {
  options.warn(id, why);
  const results = batch.map(() => ({ isError: true, result: JSON.stringify(why) }));
  return { entityExists: exists, entityState: state, results, signals: [] };
}

function answers(
  batch: readonly Operation[],
  served: EntityResponse | undefined,
  at: number,
): readonly Delivery[] {
  return batch.flatMap((operation, place) => {
    const result = served?.results[place];
    if (operation.isSignal || operation.sender === null || result === undefined) return [];
    const answer = {
      $type: responseType,
      result: result.result ?? null,
      ...(result.isError ? { exceptionType: "Error" } : {}),
    };
    return [raised(operation, JSON.stringify(answer), at)];
  });
}

const raised = (
  { id, sender }: { id: string; sender: Sender | null },
  answer: string,
  at: number,
): InstanceMessage => ({
  to: sender?.instanceId ?? "",
  executionId: sender?.executionId ?? null,
  event: {
    EventType: eventTypes.eventRaised,
    Name: id,
    Input: answer,
    ParentTraceContext: null,
    EventId: -1,
    Timestamp: timestampOf(at),
  },
});

function signals(engine: Engine, entity: Entity, served: EntityResponse | undefined): readonly Delivery[] {
  return (served?.signals ?? []).map(({ target, name, input }, place) => ({
    to: `@${target.name.toLowerCase()}@${target.key}`,
    entityMessage: {
      kind: "operation",
      id: guid("signal", entity.id, engine.nextSequence(), place),
      name,
      input: input ?? null,
      isSignal: true,
      sender: null,
    },
  }));
}

/** A lock request goes on to the next entity of its set; the last one tells the orchestration. */
function passOn(lock: LockRequest, at: number): Delivery {
  const position = lock.position + 1;
  const next = lock.lockset[position];
  if (next !== undefined) return { to: next, entityMessage: { ...lock, position } };
  const answer = { $type: responseType, result: "Lock Acquisition Completed" };
  return raised(lock, JSON.stringify(answer), at);
}
