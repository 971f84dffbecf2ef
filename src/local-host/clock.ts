/** The only source of time for the host. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls `fire` once `now()` has reached `dueMs`; what is due at one time fires in the order of `rank`.
   * The returned function cancels.
   */
  at(dueMs: number, rank: number, fire: () => void): () => void;
  /**
   * Marks work under way: an invocation, a request, a record that is not on disk yet. A virtual clock stands
   * still until the returned function has been called; `what` names the work when it never ends.
   */
  busy(what: string): () => void;
}
