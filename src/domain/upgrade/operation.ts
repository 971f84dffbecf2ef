import type { Color } from "../environment/pair.ts";
import type { Verdict } from "../probing/verdict.ts";
import type { TrafficShare } from "../swap/traffic.ts";
import type { Move } from "../watch/report.ts";
import type { Position, Command } from "./commands.ts";
import type { JournalEvent } from "./events.ts";
import type { Outcome } from "./phases.ts";
import type { OperationId, OperationKind } from "./pair-record.ts";

/** How users can be taken back, and until when; `until` null = as long as the previous environment is kept. */
export interface WayBack {
  readonly how: string;
  /** ISO 8601. */
  readonly until: string | null;
}

/** Everything about an operation but its journal; small enough for Durable's custom status (16 KB). */
export interface OperationHead {
  readonly id: OperationId;
  readonly pair: string;
  readonly kind: OperationKind;
  readonly position: Position;
  /** Why it is paused, halted, failed or turned around. */
  readonly why: string | null;
  readonly outcome: Outcome | null;
  readonly active: Color | null;
  readonly candidate: Color | null;
  readonly epoch: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly versions: {
    readonly from: string | null;
    readonly target: string | null;
    readonly hops: readonly string[];
  };
  /** The newest few. */
  readonly verdicts: readonly (Verdict & { readonly at: string; readonly color: Color })[];
  readonly traffic: TrafficShare | null;
  /** How far users have been moved; null: nobody was. */
  readonly move: Move | null;
  readonly wayBack: WayBack | null;
  /** Our configuration writes so far, and how many of them may still be spreading: a new one queues behind those. */
  readonly rollouts: { readonly written: number; readonly spreading: number };
  /** Since when Front Door refuses our writes (ISO 8601); null while it takes them. */
  readonly frozenSince: string | null;
  readonly allowed: readonly Command[];
}

/** `number` counts within the operation, so an entry written twice is one entry. */
export interface JournalEntry {
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  readonly event: JournalEvent;
  readonly data: Readonly<Record<string, unknown>>;
}
