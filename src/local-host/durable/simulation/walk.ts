import type { Action } from "../actions.ts";
import type { EventRaised, HistoryEvent } from "../history-event.ts";
import type { SentAt } from "./message-order.ts";

export interface SimulationInput {
  readonly actions: readonly Action[];
  readonly history: readonly HistoryEvent[];
  readonly instanceId: string;
  readonly executionId: string;
  /** Whether the app has registered a function of that kind under that name. */
  readonly isKnown: (kind: FunctionKind, name: string) => boolean;
}

export type FunctionKind = "activity" | "orchestration" | "entity";

/** Something new to be scheduled: history does not know it yet. */
export type Decision =
  | { readonly kind: "activity"; readonly id: number; readonly name: string; readonly input: string }
  | { readonly kind: "timer"; readonly id: number; readonly fireAtMs: number }
  | {
      readonly kind: "child";
      readonly id: number;
      readonly name: string;
      readonly instanceId: string | null;
      readonly version: string | null;
      readonly input: string | null;
    }
  | {
      readonly kind: "message";
      readonly id: number;
      readonly to: string;
      readonly name: "op" | "release";
      readonly input: string;
    };

/** Without its number, which `decide` gives. */
export type NewDecision = Decision extends infer Each
  ? Each extends Decision
    ? Omit<Each, "id">
    : never
  : never;

/** Where production would hang, drop or corrupt in silence. The message names the step and the remedy. */
export interface Danger {
  readonly message: string;
}

/** Called once when an action's task has ended; `hasFailed` only matters to a retry. */
export type Settle = (hasFailed: boolean) => void;

/** Where the walk through the action list stands: ids, open tasks and waiters as the extension keeps them. */
export interface Walk {
  input: SimulationInput;
  nowMs: number;
  nextId: number;
  /** The action to start next. */
  cursor: number;
  /** The last action in the list has ended. */
  isThrough: boolean;
  readonly openTasks: Map<number, Settle>;
  readonly openTimers: Map<number, number>;
  readonly decisions: Map<number, Decision>;
  /** What activities have answered, as JSON text. */
  readonly results: Map<number, string | null>;
  /** By the lower-case name of the event. The youngest waiter is served first. */
  readonly waiters: Map<string, { readonly name: string; readonly settle: Settle }[]>;
  /** Events that nobody waited for, by lower-case name, the oldest first. */
  readonly buffered: Map<string, EventRaised[]>;
  readonly dangers: Danger[];
  /** The first callHttp that was answered 202 without saying where to ask again. */
  unpolled: number | undefined;
  isSuspended: boolean;
  readonly heldBack: HistoryEvent[];
  continueAsNew: { readonly input: string | null } | undefined;
  readonly carriedOver: EventRaised[];
  /** The last message to each entity, by its id. */
  readonly lastSent: Map<string, SentAt>;
  lock: { readonly requestId: string; readonly entities: readonly string[] } | undefined;
}

export const newWalk = (input: SimulationInput): Walk => ({
  input,
  nowMs: 0,
  nextId: 0,
  cursor: 0,
  isThrough: false,
  openTasks: new Map(),
  openTimers: new Map(),
  decisions: new Map(),
  results: new Map(),
  waiters: new Map(),
  buffered: new Map(),
  dangers: [],
  unpolled: undefined,
  isSuspended: false,
  heldBack: [],
  continueAsNew: undefined,
  carriedOver: [],
  lastSent: new Map(),
  lock: undefined,
});

/** Numbers a new task in the order of starting, which is the order that the SDK counts in, too. */
export function decide(walk: Walk, decision: NewDecision, settle?: Settle): number {
  const id = walk.nextId;
  walk.nextId += 1;
  walk.decisions.set(id, { ...decision, id });
  if (settle !== undefined) walk.openTasks.set(id, settle);
  return id;
}

export const jsonInput = (input: unknown): string | null =>
  input === undefined || input === null ? null : JSON.stringify(input);
