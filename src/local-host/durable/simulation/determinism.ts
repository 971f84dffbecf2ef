import {
  eventTypes,
  type ChildCreated,
  type EventSent,
  type HistoryEvent,
  type TaskScheduled,
  type TimerCreated,
} from "../history-event.ts";
import type { Decision, Walk } from "./walk.ts";

/** History and code no longer agree; the text is the Durable Task Framework's. */
export class NonDeterminism extends Error {}

type Creation = TaskScheduled | TimerCreated | ChildCreated | EventSent;

export const isCreation = (event: HistoryEvent): event is Creation =>
  event.EventType === eventTypes.taskScheduled ||
  event.EventType === eventTypes.timerCreated ||
  event.EventType === eventTypes.childCreated ||
  event.EventType === eventTypes.eventSent;

/** What history says was scheduled must be what the code schedules under that number again: same kind, same name. */
export function confirm(walk: Walk, event: Creation): void {
  const decision = walk.decisions.get(event.EventId);
  if (decision === undefined) throw new NonDeterminism(missing(event));
  if (decision.kind !== kindOf(event)) throw new NonDeterminism(otherKind(event, decision));
  if (!hasSameName(event, decision)) throw new NonDeterminism(otherName(event, decision));
  walk.decisions.delete(event.EventId);
}

function kindOf(event: Creation): Decision["kind"] {
  switch (event.EventType) {
    case eventTypes.taskScheduled:
      return "activity";
    case eventTypes.timerCreated:
      return "timer";
    case eventTypes.childCreated:
      return "child";
    case eventTypes.eventSent:
      return "message";
    default:
      return event satisfies never;
  }
}

const taskNames: Readonly<Record<Decision["kind"], string>> = {
  activity: "an activity task",
  timer: "a timer task",
  child: "a sub-orchestration task",
  message: "a send event task",
};

const actionNames: Readonly<Record<Decision["kind"], string>> = {
  activity: "ScheduleTaskOrchestratorAction",
  timer: "CreateTimerOrchestratorAction",
  child: "CreateSubOrchestrationAction",
  message: "SendEventOrchestratorAction",
};

const beginning = "Non-Deterministic workflow detected: A previous execution of this orchestration scheduled";
const question =
  "Was a change made to the orchestrator code after this instance had already started running?";

/** The code does not come to a step that was scheduled. */
export function missing(event: Creation): string {
  const kind = kindOf(event);
  const number = kind === "activity" || kind === "child" ? "sequence ID" : "sequence number";
  return `${beginning} ${taskNames[kind]} with ${number} ${event.EventId}${identity(event)}${
    kind === "timer" ? " but" : ", but"
  } the current replay execution hasn't (yet?) scheduled this task. ${question}`;
}

function identity(event: Creation): string {
  switch (event.EventType) {
    case eventTypes.taskScheduled:
      return ` and name '${event.Name}' (version '${event.Version}')`;
    case eventTypes.childCreated:
      return ` and name '${event.Name}' (version '${event.Version ?? ""}', instance ID '${event.InstanceId}')`;
    case eventTypes.eventSent:
      return ` named '${event.Name}'`;
    case eventTypes.timerCreated:
      return "";
    default:
      return event satisfies never;
  }
}

function otherKind(event: Creation, decision: Decision): string {
  const named = "Name" in event ? ` named '${event.Name}',` : "";
  return `${beginning} ${taskNames[kindOf(event)]} with sequence number ${event.EventId}${named} but the current orchestration replay instead produced a ${actionNames[decision.kind]} action with this sequence number. ${question}`;
}

function hasSameName(event: Creation, decision: Decision): boolean {
  if (!("Name" in event) || !("name" in decision)) return true;
  return event.Name.toLowerCase() === decision.name.toLowerCase();
}

// the two blanks before the question are the framework's
function otherName(event: Creation, decision: Decision): string {
  const task = taskNames[decision.kind];
  const [was, is] = ["Name" in event ? event.Name : "", "name" in decision ? decision.name : ""];
  return `${beginning} ${task} with sequence number ${event.EventId} named '${was}', but the current orchestration replay instead scheduled ${task} named '${is}' with this sequence number.  ${question}`;
}
