/** What is kept about a timer trigger between its runs, so that a missed one is noticed. Milliseconds since the epoch. */
export interface ScheduleStatus {
  readonly schedule: string;
  /** null: it has not run yet. */
  readonly last: number | null;
  readonly next: number;
  /** null: never updated since it was made. */
  readonly updated: number | null;
}
