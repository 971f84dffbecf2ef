import { createHash } from "node:crypto";
import type { EntityAction, LockAction } from "../actions.ts";
import { timestampOf } from "../history-event.ts";
import { orderOf } from "./message-order.ts";
import { waitFor } from "./waiters.ts";
import { decide, type Settle, type Walk } from "./walk.ts";

const typeName = (message: string): string =>
  `Microsoft.Azure.WebJobs.Extensions.DurableTask.${message}, Microsoft.Azure.WebJobs.Extensions.DurableTask`;

export const responseType = typeName("ResponseMessage");

export function callEntity(walk: Walk, action: EntityAction, settle: Settle): void {
  waitFor(walk, sendRequest(walk, action, false), settle);
}

export function signalEntity(walk: Walk, action: EntityAction): void {
  sendRequest(walk, action, true);
}

function sendRequest(walk: Walk, action: EntityAction, isSignal: boolean): string {
  const id = requestId(walk);
  send(walk, action.instanceId, {
    $type: typeName("RequestMessage"),
    op: action.operation,
    ...(isSignal ? { signal: true } : {}),
    ...(action.input === undefined ? {} : { input: JSON.stringify(action.input) }),
    id,
    ...sender(walk),
    ...orderOf(walk, action.instanceId),
    requestTime: timestampOf(walk.nowMs).replace(/Z$/, "+00:00"),
  });
  return id;
}

/** One request that is passed along the sorted entities; the last one answers. */
export function lockEntities(walk: Walk, action: LockAction, settle: Settle): void {
  const entities = action.lockSet.map(({ name, key }) => entityIdOf(name, key));
  const [first] = entities;
  if (first === undefined) return settle(false);
  const lockset = action.lockSet.map(({ name, key }) => ({ $type: typeName("EntityId"), name, key }));
  const id = requestId(walk);
  send(walk, first, {
    $type: typeName("RequestMessage"),
    op: null,
    id,
    ...sender(walk),
    ...orderOf(walk, first),
    lockset,
  });
  waitFor(walk, id, (hasFailed) => {
    walk.lock = { requestId: id, entities };
    settle(hasFailed);
  });
}

export function releaseEntities(walk: Walk): void {
  const { lock } = walk;
  walk.lock = undefined;
  for (const entity of lock?.entities ?? []) {
    const message = {
      $type: typeName("ReleaseMessage"),
      parent: walk.input.instanceId,
      id: lock?.requestId,
    };
    decide(walk, { kind: "message", to: entity, name: "release", input: JSON.stringify(message) });
  }
}

export const entityIdOf = (name: string, key: string): string => `@${name.toLowerCase()}@${key}`;

function send(walk: Walk, to: string, message: object): void {
  decide(walk, { kind: "message", to, name: "op", input: JSON.stringify(message) });
}

const sender = (walk: Walk): { parent: string; parentExecution: string } => ({
  parent: walk.input.instanceId,
  parentExecution: walk.input.executionId,
});

/** The same at every replay: the answer is an event of this name. */
function requestId(walk: Walk): string {
  const hash = createHash("sha256").update(`${walk.input.executionId}:${walk.nextId}`).digest("hex");
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join("-");
}
