/**
 * What the outside did to us, named by the reaction it asks for.
 * `later`: the same call may work after a wait. `stop`: it will not, a person must change something first.
 */
export type Reaction = "later" | "stop";

export interface Trouble {
  readonly reaction: Reaction;
  /** The outside's own code, such as ARM's `QuotaExceeded`. */
  readonly code: string;
  readonly message: string;
  /** The resource it happened to: an ARM id, a URL or a blob name. */
  readonly resource: string;
  readonly fix: string;
  /** Only with `later`: how long the outside asked us to wait. */
  readonly retryAfterSeconds?: number;
}

export class OutsideError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(`[${trouble.code}] ${trouble.resource}: ${trouble.message} ${trouble.fix}`, options);
    this.name = "OutsideError";
    this.trouble = trouble;
  }
}
