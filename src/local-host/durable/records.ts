import type { EntityMessage } from "./entity-state.ts";
import type {
  EventRaised,
  HistoryEvent,
  ParentInstance,
  TaskCompleted,
  TaskFailed,
} from "./history-event.ts";
import type { DurableState } from "./state.ts";
import type { ScheduleStatus } from "../timers/schedule-status.ts";

export type RuntimeStatus = "Pending" | "Running" | "Suspended" | "Completed" | "Failed" | "Terminated";

export const isTerminal = (status: RuntimeStatus): boolean =>
  status === "Completed" || status === "Failed" || status === "Terminated";

/** One line of the journal: a transition that happens whole or not at all. Times are milliseconds since the epoch. */
export type JournalRecord =
  | ({ readonly kind: "start" } & NewInstance)
  | ({ readonly kind: "message" } & InstanceMessage)
  | { readonly kind: "signal"; readonly to: string; readonly message: EntityMessage; readonly at: number }
  | {
      readonly kind: "activityEnded";
      readonly activity: string;
      readonly event: TaskCompleted | TaskFailed;
    }
  | {
      readonly kind: "timerFired";
      readonly instanceId: string;
      readonly executionId: string;
      readonly taskId: number;
      readonly at: number;
    }
  | ({ readonly kind: "turn" } & Turn)
  | ({ readonly kind: "entityTurn" } & EntityTurn)
  /** The app's process has ended while it had a turn of this instance or entity. */
  | { readonly kind: "death"; readonly id: string }
  | { readonly kind: "rewind"; readonly id: string; readonly reason: string | null; readonly at: number }
  | { readonly kind: "purge"; readonly ids: readonly string[] }
  | { readonly kind: "schedule"; readonly name: string; readonly status: ScheduleStatus }
  | ({ readonly kind: "folded" } & FoldedState);

export interface NewInstance {
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  readonly executionId: string;
  /** JSON text. */
  readonly input: string | null;
  readonly parent: ParentInstance | null;
  /** Also in the place of one that runs. */
  readonly replaces?: true;
  readonly at: number;
}

/** An event for an instance. With an execution id it is dropped once that execution is over. */
export interface InstanceMessage {
  readonly to: string;
  readonly executionId: string | null;
  readonly event: HistoryEvent;
}

export interface NewActivity {
  readonly taskId: number;
  readonly name: string;
  /** JSON text of a list with one element. */
  readonly input: string;
}

export interface NewTimer {
  readonly taskId: number;
  readonly fireAt: number;
}

/** One entry of the state, for all the records that led to it. */
export interface FoldedState {
  readonly map: keyof DurableState;
  readonly key: string;
  /** JSON text, or packed. */
  readonly text?: string;
  readonly packed?: string;
}

/** What one turn of an orchestrator changes. */
export interface Turn {
  readonly id: string;
  readonly executionId: string;
  readonly at: number;
  /** How many waiting events it has taken into the history. */
  readonly taken: number;
  /** What the turn itself adds to the history, behind those events. */
  readonly events: readonly HistoryEvent[];
  readonly status: RuntimeStatus;
  /** JSON text; absent: unchanged. */
  readonly customStatus?: string;
  readonly output: string | null;
  readonly activities: readonly NewActivity[];
  readonly timers: readonly NewTimer[];
  readonly children: readonly NewInstance[];
  readonly messages: readonly (InstanceMessage | EntityDelivery)[];
  /** Continues as new. */
  readonly next?: {
    readonly executionId: string;
    readonly input: string | null;
    readonly carriedOver: readonly EventRaised[];
  };
}

export interface EntityDelivery {
  readonly to: string;
  readonly entityMessage: EntityMessage;
}

export interface EntityTurn {
  readonly id: string;
  readonly at: number;
  readonly taken: number;
  readonly exists: boolean;
  /** JSON text. */
  readonly state: string | null;
  readonly lockedBy: string | null;
  /** Taken, but not to be served while the lock is another's. */
  readonly putBack: readonly EntityMessage[];
  readonly messages: readonly (InstanceMessage | EntityDelivery)[];
}
