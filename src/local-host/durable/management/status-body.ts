import { entityIdOf } from "../simulation/entities.ts";
import { horizonOf, type Entity } from "../entity-state.ts";
import { timestampOf } from "../history-event.ts";
import type { DurableState, Instance } from "../state.ts";
import { historyView } from "./history-view.ts";

export interface StatusOptions {
  readonly showInput: boolean;
  readonly showHistory: boolean;
  readonly showHistoryOutput: boolean;
}

/** An instance as the status query tells it. */
export function statusBody(instance: Instance, options: StatusOptions): object {
  return {
    name: instance.name,
    ...(instance.version === null ? {} : { version: instance.version }),
    instanceId: instance.id,
    runtimeStatus: instance.status,
    input: options.showInput ? parseText(instance.input) : null,
    customStatus: parseText(instance.customStatus),
    output: parseText(instance.output),
    createdTime: seconds(instance.createdAt),
    lastUpdatedTime: seconds(instance.updatedAt),
    // nothing was written yet: not even an empty list
    ...(options.showHistory && instance.history.length > 0
      ? { historyEvents: historyView(instance.history, { showOutput: options.showHistoryOutput }) }
      : {}),
  };
}

/** An entity is an instance, too, that never ends. */
export const entityStatusBody = (entity: Entity, { showInput, showHistory }: StatusOptions): object => ({
  name: entity.id,
  instanceId: entity.id,
  runtimeStatus: "Running",
  input: showInput ? entityInput(entity) : null,
  customStatus: entity.exists ? { entityExists: true } : {},
  output: null,
  createdTime: seconds(entity.createdAt),
  lastUpdatedTime: seconds(entity.updatedAt),
  ...(showHistory ? { historyEvents: [entityStart(entity)] } : {}),
});

/** What an entity carries from one run to the next; there is nothing of one that does not exist. */
const entityInput = (entity: Entity): object => {
  const { exists, state } = entity;
  return exists ? { exists, state, sorter: sorterOf(entity) } : { sorter: sorterOf(entity) };
};

function sorterOf(entity: Entity): object {
  if (entity.received.size === 0) return {};
  return {
    ReceivedFromInstance: Object.fromEntries(entity.received),
    ReceiveHorizon: timestampOf(horizonOf(entity)),
  };
}

const entityStart = (entity: Entity): object => ({
  EventType: "ExecutionStarted",
  Input: JSON.stringify(entityInput(entity)),
  Correlation: null,
  ParentTraceContext: null,
  ScheduledStartTime: null,
  Generation: null,
  GenerateNewTrace: false,
  Timestamp: timestampOf(entity.updatedAt),
  FunctionName: entity.id,
});

export function findEntity(state: DurableState, id: string): Entity | undefined {
  const [, name, ...key] = id.split("@");
  return name === undefined ? undefined : state.entities.get(entityIdOf(name, key.join("@")));
}

export const parseText = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

const seconds = (ms: number): string => timestampOf(Math.floor(ms / 1000) * 1000);
