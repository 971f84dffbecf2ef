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
  /**
   * Only of a clock that somebody else moves: resolves once all that has begun is done or waits. What comes back from the
   * app's process in one moment is then one moment to a turn, too, whichever answer is read first.
   */
  settled?(): Promise<void>;
}
