import type { InvocationResponse } from "./registration.ts";

/** What a function asks for with its `retry` option. */
export type RetryPolicy =
  | {
      readonly retryStrategy: "fixedDelay";
      readonly maxRetryCount: number;
      readonly delayInterval?: Duration;
    }
  | {
      readonly retryStrategy: "exponentialBackoff";
      readonly maxRetryCount: number;
      readonly minimumInterval?: Duration;
      readonly maximumInterval?: Duration;
    };

interface Duration {
  readonly seconds: number;
}

/** Told to the function from its second try on. */
export interface RetryContext {
  readonly retryCount: number;
  readonly maxRetryCount: number;
  readonly exception: { readonly message: string; readonly source: string; readonly stackTrace: string };
}

interface Retrying {
  readonly policy: RetryPolicy | undefined;
  readonly attempt: (context: RetryContext | undefined) => Promise<InvocationResponse>;
  readonly wait: (ms: number) => Promise<void>;
}

/** Tries again as often as the policy says; -1 means for ever. Throws what the last try threw. */
export async function withRetries({ policy, attempt, wait }: Retrying): Promise<InvocationResponse> {
  let context: RetryContext | undefined;
  for (let retryCount = 1; ; retryCount += 1) {
    try {
      return await attempt(context);
    } catch (error) {
      const isLast = policy === undefined || isBeyond(policy, retryCount);
      if (isLast) throw error;
      context = { retryCount, maxRetryCount: policy.maxRetryCount, exception: told(error) };
      await wait(delayMs(policy, retryCount));
    }
  }
}

const isBeyond = ({ maxRetryCount }: RetryPolicy, retryCount: number): boolean =>
  maxRetryCount !== -1 && retryCount > maxRetryCount;

const told = (error: unknown): RetryContext["exception"] => ({
  message: error instanceof Error ? error.message : String(error),
  source: "",
  stackTrace: error instanceof Error ? (error.stack ?? "") : "",
});

const longestExponent = 30;

/** Production draws the exponential delay near this value; here it is the value, so that a run can be repeated. */
function delayMs(policy: RetryPolicy, retryCount: number): number {
  if (policy.retryStrategy === "fixedDelay") return (policy.delayInterval?.seconds ?? 0) * 1000;
  const least = policy.minimumInterval?.seconds ?? 1;
  const most = policy.maximumInterval?.seconds ?? 120;
  return Math.min(most, least * 2 ** Math.min(retryCount - 1, longestExponent)) * 1000;
}
