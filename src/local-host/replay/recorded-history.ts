import type { HistoryEvent, ParentInstance } from "../durable/history-event.ts";

/** One execution of an orchestration, from its start to its end, to the next generation, or as far as it got. */
export interface RecordedHistory {
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  readonly executionId: string;
  /** JSON text. */
  readonly input: string | null;
  readonly parent: ParentInstance | null;
  readonly events: readonly HistoryEvent[];
  /** Set where it has continued as new: with what. */
  readonly next?: { readonly input: string | null };
}
