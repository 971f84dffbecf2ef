import type { Reaction } from "../../workflow/errors.ts";

/** What of a refusal decides whether a wait can cure it. */
interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** 409: codes that only ever mean that something else is under way. */
const underWay: ReadonlySet<string> = new Set([
  "AnotherOperationInProgress",
  "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
  "ConcurrentOperation",
  "ConcurrentRequest",
  "EtagMismatch",
  "OperationPreempted",
  "Throttled",
  "TooManyRequests",
]);

/** 409: codes that no wait cures, whatever their text says. */
const forGood: ReadonlySet<string> = new Set([
  "QuotaExceeded",
  "RequestDisallowedByPolicy",
  "ScopeLocked",
  "ValidationError",
]);

/**
 * How Azure says that something else is under way: "Another operation (Updating) is in progress", "the resource is being
 * deleted", "in the provisioning state Upgrading"; and how Front Door said in October 2025 that nobody may write now.
 */
const saysUnderWay = [
  /\bin[- ]progress\b/i,
  /\banother (\w+ )?operation\b/i,
  /\bis being \w+/i,
  /\bprovisioning ?state\b.*\b(creating|updating|upgrading|scaling|starting|stopping|deleting|canceling)\b/i,
  /\bconfiguration changes\b.*\b(blocked|not allowed|disabled|paused)\b/i,
];

/** A tenant that the identity is not of: the same token will never do. */
const wrongTenant = "InvalidAuthenticationTokenTenant";

/** Only what a wait can cure is `later`; every other refusal needs a person. */
export function reactionTo({ status, code, message }: Refused): Reaction {
  if (status === 408 || status === 429 || status >= 500) return "later";
  // an answer that was no refusal could not be read: garbage on the way
  if (status < 400) return "later";
  // a token ran out or was signed with a key that is not known everywhere yet: the next one does
  if (status === 401) return code === wrongTenant ? "stop" : "later";
  if (status !== 409 || forGood.has(code)) return "stop";
  const isUnderWay = underWay.has(code) || saysUnderWay.some((said) => said.test(message));
  return isUnderWay || message === noReason ? "later" : "stop";
}

/** A conflict without a word is taken for the usual one: something is under way. */
export const noReason = "ARM gave no reason.";
