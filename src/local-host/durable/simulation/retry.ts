import type { RetryOptions } from "../actions.ts";
import { startTimer } from "./timers.ts";
import type { Settle, Walk } from "./walk.ts";

interface Retried {
  readonly options: RetryOptions;
  readonly what: string;
  readonly call: (settle: Settle) => void;
}

/** Failure, timer, next try, as the Durable Task Framework's retry interceptor does it. */
export function retry(walk: Walk, retried: Retried, settle: Settle): void {
  const { options } = retried;
  const firstTryMs = walk.nowMs;
  let failures = 0;
  const tryOnce = (): void => {
    retried.call((hasFailed) => {
      if (!hasFailed) {
        settle(false);
        return;
      }
      failures += 1;
      if (hasRunOut(walk, options, firstTryMs)) {
        walk.dangers.push({ message: timeoutDanger(retried.what) });
        settle(true);
        return;
      }
      const isLast = failures >= options.maxNumberOfAttempts;
      // after the last try there is one more timer, due at once, and the SDK waits for it
      const fireAtMs = isLast ? walk.nowMs : walk.nowMs + delayMs(options, failures);
      startTimer(walk, { fireAtMs, isCancelled: false }, isLast ? () => settle(true) : tryOnce);
    });
  };
  tryOnce();
}

function hasRunOut(walk: Walk, options: RetryOptions, firstTryMs: number): boolean {
  const timeoutMs = options.retryTimeoutInMilliseconds ?? 0;
  return timeoutMs > 0 && walk.nowMs - firstTryMs >= timeoutMs;
}

function delayMs(options: RetryOptions, failures: number): number {
  const growing =
    options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (failures - 1);
  const longest = options.maxRetryIntervalInMilliseconds ?? 0;
  return longest > 0 ? Math.min(growing, longest) : growing;
}

/** https://github.com/Azure/azure-functions-durable-js/issues/629 */
const timeoutDanger = (what: string): string =>
  `The retryTimeoutInMilliseconds of ${what} has run out. The extension stops without the timer that the SDK waits for, so the instance stays Running for ever; limit the retries by their number alone.`;
