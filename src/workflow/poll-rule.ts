/**
 * When a long-running operation is looked at. Every look takes one of the status reads that a whole subscription
 * shares, and nearly every look of the first minutes is in vain. So an operation whose usual length is known is left
 * alone until the first have ended, and is looked at steadily from then on. Azure's own Retry-After is never undercut.
 */
export interface PollRule {
  /** How long half of such operations take; without it there is nothing to go by, and Azure's pace is taken. */
  readonly usualSeconds?: number | undefined;
}

const soonSeconds = 10;
const leastSeconds = 5;
/** A command waits until a look has ended, so none is put off for longer. */
const mostSeconds = 240;
/** Hardly one in twenty ends before half of the usual length. */
const quietShare = 1 / 2;
/** The end is seen within this share of the usual length: within 25 seconds where that is five minutes. */
const steadyShare = 1 / 12;

export const firstLookSeconds = ({ usualSeconds }: PollRule, retryAfterSeconds = 0): number =>
  Math.max(soonSeconds, retryAfterSeconds, Math.min(mostSeconds, (usualSeconds ?? 0) * quietShare));

export const nextLookSeconds = ({ usualSeconds }: PollRule, retryAfterSeconds: number): number =>
  Math.max(leastSeconds, retryAfterSeconds, Math.min(mostSeconds, (usualSeconds ?? 0) * steadyShare));
