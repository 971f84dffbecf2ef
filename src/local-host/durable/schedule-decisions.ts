import { parseEntityMessage } from "./entity-state.ts";
import { eventTypes, timestampOf, type HistoryEvent } from "./history-event.ts";
import { hexId } from "./ids.ts";
import type { NewInstance, Turn } from "./records.ts";
import type { Decision } from "./simulation/walk.ts";
import type { Instance } from "./state.ts";

export type Scheduled = Pick<Turn, "events" | "activities" | "timers" | "children" | "messages">;

export interface Scheduling {
  readonly instance: Instance;
  readonly at: number;
  /** The version of a child that asks for none: never its parent's. */
  readonly defaultVersion: string | null;
}

/** Decisions as history will tell them, and what they set going. */
export function schedule(scheduling: Scheduling, decisions: readonly Decision[]): Scheduled {
  const events = decisions.map((decision) => eventOf(scheduling, decision));
  return {
    events,
    activities: decisions.flatMap((decision) =>
      decision.kind === "activity"
        ? [{ taskId: decision.id, name: decision.name, input: decision.input }]
        : [],
    ),
    timers: decisions.flatMap((decision) =>
      decision.kind === "timer" ? [{ taskId: decision.id, fireAt: decision.fireAtMs }] : [],
    ),
    children: decisions.flatMap((decision) =>
      decision.kind === "child" ? [childOf(scheduling, decision)] : [],
    ),
    messages: decisions.flatMap((decision) =>
      decision.kind === "message"
        ? [{ to: decision.to, entityMessage: parseEntityMessage(decision.name, decision.input) }]
        : [],
    ),
  };
}

function eventOf(scheduling: Scheduling, decision: Decision): HistoryEvent {
  const common = { EventId: decision.id, Timestamp: timestampOf(scheduling.at) };
  switch (decision.kind) {
    case "activity":
      return {
        EventType: eventTypes.taskScheduled,
        Name: decision.name,
        Version: "",
        Input: null,
        ParentTraceContext: null,
        Tags: null,
        ...common,
      };
    case "timer":
      return { EventType: eventTypes.timerCreated, FireAt: timestampOf(decision.fireAtMs), ...common };
    case "child":
      return {
        EventType: eventTypes.childCreated,
        Name: decision.name,
        Version: decision.version ?? scheduling.defaultVersion,
        InstanceId: childIdOf(scheduling, decision),
        Input: null,
        ClientSpanId: null,
        Tags: null,
        ...common,
      };
    case "message":
      return {
        EventType: eventTypes.eventSent,
        InstanceId: decision.to,
        Name: decision.name,
        Input: decision.input,
        ...common,
      };
    default:
      return decision satisfies never;
  }
}

type ChildDecision = Extract<Decision, { kind: "child" }>;

const childIdOf = ({ instance }: Scheduling, { instanceId, id }: ChildDecision): string =>
  instanceId ?? `${instance.executionId}:${id}`;

function childOf(scheduling: Scheduling, decision: ChildDecision): NewInstance {
  const { instance, at, defaultVersion } = scheduling;
  return {
    id: childIdOf(scheduling, decision),
    name: decision.name,
    version: decision.version ?? defaultVersion,
    executionId: hexId("child", instance.executionId, decision.id),
    input: decision.input,
    parent: {
      Name: instance.name,
      OrchestrationInstance: { InstanceId: instance.id, ExecutionId: instance.executionId },
      TaskScheduleId: decision.id,
      Version: instance.version,
    },
    at,
  };
}
