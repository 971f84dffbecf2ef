import { isDeepStrictEqual } from "node:util";
import { eventTypes, type HistoryEvent } from "../durable/history-event.ts";
import { isTerminal, type Turn } from "../durable/records.ts";
import type { RecordedHistory } from "./recorded-history.ts";

export interface Difference {
  /** The number of the task, as the history counts them; null where it is about the whole run. */
  readonly step: number | null;
  readonly message: string;
}

export interface LastTurn {
  readonly at: number;
  /** The history before it. */
  readonly before: readonly HistoryEvent[];
  /** What had come since. */
  readonly taken: readonly HistoryEvent[];
  /** What it has decided. */
  readonly decided: readonly HistoryEvent[];
}

const decisions: ReadonlySet<number> = new Set([
  eventTypes.taskScheduled,
  eventTypes.timerCreated,
  eventTypes.childCreated,
  eventTypes.eventSent,
  eventTypes.executionCompleted,
  eventTypes.orchestratorCompleted,
]);

export function lastTurnOf(events: readonly HistoryEvent[]): LastTurn {
  const start = events.findLastIndex(({ EventType }) => EventType === eventTypes.orchestratorStarted);
  const inTurn = events.slice(start + 1);
  const isDecision = ({ EventType }: HistoryEvent): boolean => decisions.has(EventType);
  return {
    at: Date.parse(events[start]?.Timestamp ?? ""),
    before: events.slice(0, start),
    taken: inTurn.filter((event) => !isDecision(event)),
    decided: inTurn.filter(isDecision),
  };
}

/** Compares what counts in production: kind, name and number of each step, and what the run comes to. */
export function differenceOf(recorded: RecordedHistory, turn: Turn): Difference | undefined {
  const { decided } = lastTurnOf(recorded.events);
  return otherMeeting(decided, turn) ?? otherStep(decided, turn.events) ?? otherEnd(recorded, turn);
}

/** A step of an earlier turn that the code does not come to again: the host itself ends such a run. */
function otherMeeting(decided: readonly HistoryEvent[], turn: Turn): Difference | undefined {
  if (turn.status !== "Failed" || endIn(decided)?.OrchestrationStatus === "Failed") return undefined;
  const message = String(JSON.parse(turn.output ?? '""'));
  const step = /sequence (?:number|ID) (\d+)/.exec(message)?.[1];
  return { step: step === undefined ? null : Number(step), message: `it would now fail: ${message}` };
}

function otherStep(was: readonly HistoryEvent[], is: readonly HistoryEvent[]): Difference | undefined {
  const [old, now] = [was.flatMap(stepsIn), is.flatMap(stepsIn)];
  const places = Array.from({ length: Math.max(old.length, now.length) }, (_each, place) => place);
  const place = places.find((each) => !isDeepStrictEqual(old[each], now[each]));
  if (place === undefined) return undefined;
  const step = (old[place] ?? now[place])?.step ?? null;
  const [before, today] = [old[place]?.text ?? "nothing", now[place]?.text ?? "nothing"];
  return { step, message: `it was ${before} and is now ${today}` };
}

interface Step {
  readonly step: number;
  readonly text: string;
}

function stepsIn(event: HistoryEvent): readonly Step[] {
  const { EventType: type, EventId: step } = event;
  if (type === eventTypes.taskScheduled) return [{ step, text: `the activity '${event.Name}'` }];
  if (type === eventTypes.timerCreated) return [{ step, text: "a timer" }];
  if (type === eventTypes.eventSent) return [{ step, text: `a message to ${event.InstanceId}` }];
  if (type !== eventTypes.childCreated) return [];
  return [{ step, text: `the orchestration '${event.Name}' as ${event.InstanceId}` }];
}

function otherEnd({ events, next }: RecordedHistory, turn: Turn): Difference | undefined {
  const end = endIn(events);
  const was = endText(end?.OrchestrationStatus, end?.Result, next);
  const is = endText(isTerminal(turn.status) ? turn.status : undefined, turn.output, turn.next);
  return was === is ? undefined : { step: null, message: `in the end it ${was}, and now it ${is}` };
}

const endIn = (events: readonly HistoryEvent[]) =>
  events.find((event) => event.EventType === eventTypes.executionCompleted);

function endText(
  status: string | undefined,
  output: string | null | undefined,
  next: { readonly input: string | null } | undefined,
): string {
  if (next !== undefined) return `continues as new with ${next.input ?? "nothing"}`;
  return status === undefined ? "goes on" : `has ${status} with ${output ?? "nothing"}`;
}
