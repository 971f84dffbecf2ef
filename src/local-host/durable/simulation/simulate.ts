import { eventTypes, type EventRaised, type HistoryEvent } from "../history-event.ts";
import { confirm, NonDeterminism } from "./determinism.ts";
import { releaseEntities } from "./entities.ts";
import { startAction, UnsupportedAction } from "./start-action.ts";
import { raise } from "./waiters.ts";
import { newWalk, type Danger, type Decision, type SimulationInput, type Walk } from "./walk.ts";

export interface Simulation {
  /** What has to be scheduled now, in the order of the numbers. */
  readonly decisions: readonly Decision[];
  /** The last action in the list has ended. */
  readonly isThrough: boolean;
  /** The action that was started last, counted from 1. */
  readonly step: number;
  /** How many activities, children and timers are still out; an instance ends only when none is. */
  readonly openTasks: number;
  /** Of these, the timers: when each is due. */
  readonly openTimers: readonly number[];
  /** The number that the next task would get. */
  readonly nextId: number;
  readonly isSuspended: boolean;
  readonly continueAsNew: { readonly input: string | null } | undefined;
  /** Events that arrived after continue-as-new was asked for: they belong to the next generation. */
  readonly carriedOver: readonly EventRaised[];
  /** Events that nobody has waited for. Continuing as new drops them. */
  readonly unconsumed: readonly EventRaised[];
  readonly dangers: readonly Danger[];
  /** The step whose callHttp was answered 202 without saying where to ask again: one timer has no counterpart in the SDK. */
  readonly unpolled: number | undefined;
  /** History and code disagree, or an action cannot be carried out: the instance fails with this text. */
  readonly fault: { readonly kind: "nonDeterminism" | "unsupported"; readonly message: string } | undefined;
}

/**
 * Walks the SDK's list of actions through the history as the Durable extension does: starts an action, waits for its
 * end, starts the next. The list is the whole trace, so every turn begins anew; ids are given in the order of starting.
 */
export function simulate(input: SimulationInput): Simulation {
  const walk = newWalk(input);
  return simulationOf(walk, walkThrough(walk, input.history));
}

export function simulationOf(walk: Walk, fault: Simulation["fault"]): Simulation {
  return {
    decisions: walk.isSuspended ? [] : [...walk.decisions.values()],
    isThrough: walk.isThrough,
    step: walk.cursor,
    openTasks: walk.openTasks.size,
    openTimers: [...walk.openTimers.values()],
    nextId: walk.nextId,
    isSuspended: walk.isSuspended,
    continueAsNew: walk.continueAsNew,
    carriedOver: walk.carriedOver,
    unconsumed: [...walk.buffered.values()].flat(),
    dangers: walk.dangers,
    unpolled: walk.unpolled,
    fault,
  };
}

export function walkThrough(walk: Walk, history: readonly HistoryEvent[]): Simulation["fault"] {
  try {
    for (const event of history) take(walk, event);
    // a lock that is held at the end is given back by the extension
    if (walk.isThrough && !walk.isSuspended) releaseEntities(walk);
    return undefined;
  } catch (error) {
    if (error instanceof NonDeterminism) return { kind: "nonDeterminism", message: error.message };
    if (error instanceof UnsupportedAction) return { kind: "unsupported", message: error.message };
    throw error;
  }
}

function take(walk: Walk, event: HistoryEvent): void {
  if (walk.isSuspended && mayWait(event)) walk.heldBack.push(event);
  else (handlers[event.EventType] as Handler<HistoryEvent>)(walk, event);
}

type Handler<Event> = (walk: Walk, event: Event) => void;

type Handlers = {
  readonly [Type in HistoryEvent["EventType"]]: Handler<Extract<HistoryEvent, { EventType: Type }>>;
};

const nothing = (): void => undefined;

const handlers: Handlers = {
  [eventTypes.orchestratorStarted]: (walk, event) => {
    walk.nowMs = Date.parse(event.Timestamp);
  },
  [eventTypes.executionStarted]: startNext,
  [eventTypes.taskScheduled]: confirm,
  [eventTypes.timerCreated]: confirm,
  [eventTypes.childCreated]: confirm,
  [eventTypes.eventSent]: confirm,
  [eventTypes.eventRaised]: raise,
  [eventTypes.taskCompleted]: (walk, event) => {
    walk.results.set(event.TaskScheduledId, event.Result);
    end(walk, event.TaskScheduledId, false);
  },
  [eventTypes.childCompleted]: (walk, event) => end(walk, event.TaskScheduledId, false),
  [eventTypes.taskFailed]: (walk, event) => end(walk, event.TaskScheduledId, true),
  [eventTypes.childFailed]: (walk, event) => end(walk, event.TaskScheduledId, true),
  [eventTypes.timerFired]: (walk, event) => end(walk, event.TimerId, false),
  [eventTypes.suspended]: (walk) => {
    walk.isSuspended = true;
  },
  [eventTypes.resumed]: resume,
  [eventTypes.generic]: nothing,
  [eventTypes.executionTerminated]: nothing,
  [eventTypes.executionCompleted]: nothing,
  [eventTypes.orchestratorCompleted]: nothing,
};

/** While suspended everything is kept for later but what ends the suspension, and the time. */
function mayWait(event: HistoryEvent): boolean {
  const passes: readonly number[] = [
    eventTypes.orchestratorStarted,
    eventTypes.resumed,
    eventTypes.executionTerminated,
  ];
  return !passes.includes(event.EventType);
}

function resume(walk: Walk): void {
  walk.isSuspended = false;
  for (const event of walk.heldBack.splice(0)) take(walk, event);
}

function end(walk: Walk, id: number, hasFailed: boolean): void {
  const settle = walk.openTasks.get(id);
  // unknown: the timer was cancelled, or the task belongs to an earlier life of the code
  if (settle === undefined) return;
  walk.openTasks.delete(id);
  settle(hasFailed);
}

/** Starts actions until one has to be waited for; its end calls this again. */
function startNext(walk: Walk): void {
  for (;;) {
    const action = walk.input.actions[walk.cursor];
    if (action === undefined) {
      walk.isThrough = true;
      return;
    }
    walk.cursor += 1;
    let isEnded = false;
    let isWaitedFor = false;
    startAction(walk, action, () => {
      if (isEnded) return;
      isEnded = true;
      if (isWaitedFor) startNext(walk);
    });
    isWaitedFor = true;
    if (!isEnded) return;
  }
}
