import { eventTypes, timestampOf, type ExecutionStarted } from "./history-event.ts";
import { isTerminal, type NewInstance } from "./records.ts";
import { makeReady, type DurableState, type Instance } from "./state.ts";

/** An id that has ended is used anew; one that lives is left alone, unless its place is to be taken: what comes for its execution is dropped then. */
export function startInstance(state: DurableState, start: NewInstance, sequence: number): void {
  const earlier = state.instances.get(start.id);
  if (earlier !== undefined && !isTerminal(earlier.status) && start.replaces !== true) return;
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
    inbox: [],
    isContinued: false,
    timers: new Map(),
  };
  instance.inbox.push(startEvent(instance, at));
  state.instances.delete(id);
  state.instances.set(id, instance);
  makeReady(state.readyInstances, id, sequence);
}

export const startEvent = (instance: Instance, at: number): ExecutionStarted => ({
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
