import type { ScheduleStatus } from "../timers/schedule-status.ts";
import type { Entity } from "./entity-state.ts";
import type { HistoryEvent, ParentInstance } from "./history-event.ts";
import type { NewActivity, RuntimeStatus } from "./records.ts";

export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  executionId: string;
  /** How often the id has been used anew; null for children and after continue-as-new. */
  generation: number | null;
  input: string | null;
  readonly parent: ParentInstance | null;
  status: RuntimeStatus;
  customStatus: string | null;
  output: string | null;
  readonly createdAt: number;
  updatedAt: number;
  history: HistoryEvent[];
  inbox: HistoryEvent[];
  /** The next turn is the first after continue-as-new. */
  isContinued: boolean;
  readonly timers: Map<number, PendingTimer>;
}

export interface PendingTimer {
  readonly fireAt: number;
  readonly sequence: number;
}

export interface PendingActivity extends NewActivity {
  readonly key: string;
  readonly instanceId: string;
  readonly executionId: string;
  readonly sequence: number;
}

/** All that the host knows: the fold of the journal. What stands in these maps is JSON, and maps. */
export interface DurableState {
  readonly instances: Map<string, Instance>;
  readonly entities: Map<string, Entity>;
  readonly activities: Map<string, PendingActivity>;
  /** Instances and entities with something to do, and the record since which: the oldest first. */
  readonly readyInstances: Map<string, number>;
  readonly readyEntities: Map<string, number>;
  readonly schedules: Map<string, ScheduleStatus>;
  /** How often in a row a turn of an instance or entity may have ended the app's process. */
  readonly deaths: Map<string, number>;
}

export const newState = (): DurableState => ({
  instances: new Map(),
  entities: new Map(),
  activities: new Map(),
  readyInstances: new Map(),
  readyEntities: new Map(),
  schedules: new Map(),
  deaths: new Map(),
});

/** It is ready since the first record that made it so. */
export function makeReady(ready: Map<string, number>, id: string, sequence: number): void {
  if (!ready.has(id)) ready.set(id, sequence);
}
