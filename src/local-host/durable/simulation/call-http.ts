import type { HttpAction, HttpOrder } from "../actions.ts";
import { startTimer } from "./timers.ts";
import { decide, type Settle, type Walk } from "./walk.ts";

export const httpActivity = "BuiltIn::HttpActivity";

/**
 * The extension makes the request in an activity of its own, and asks again as long as the answer is 202. What it
 * cannot read in such an answer ends its call without a word, while the SDK waits on.
 */
export function callHttp(walk: Walk, { httpRequest }: HttpAction, settle: Settle): void {
  const step = walk.cursor;
  const ask = (order: HttpOrder): void => {
    const input = JSON.stringify([order]);
    const id = decide(walk, { kind: "activity", name: httpActivity, input }, (hasFailed) => {
      const answer = hasFailed ? undefined : (JSON.parse(walk.results.get(id) ?? "{}") as HttpResult);
      const isPolled = answer?.statusCode === 202 && httpRequest.asynchronousPatternEnabled === true;
      if (isPolled) poll(answer);
      else settle(hasFailed);
    });
  };
  const poll = ({ headers }: HttpResult): void => {
    const retryAfter = headerOf(headers, "retry-after");
    const waitMs = retryAfter === undefined ? defaultWaitMs : millisecondsOf(retryAfter);
    if (waitMs === undefined) {
      hangs(walk, step, `Retry-After: ${retryAfter}`);
      return settle(true);
    }
    const location = headerOf(headers, "location");
    const next = location === undefined ? undefined : pollOf(httpRequest, location);
    if (location === undefined) walk.unpolled ??= step;
    else if (next === undefined) hangs(walk, step, `Location: ${location}`);
    startTimer(walk, { fireAtMs: walk.nowMs + waitMs, isCancelled: false }, () => {
      if (next === undefined) settle(true);
      else ask(next);
    });
  };
  ask(httpRequest);
}

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

/** Unless the answer says when to come again. */
const defaultWaitMs = 30_000;

const largestInt = 2 ** 31;

/** Whole seconds are understood, a date is not. */
function millisecondsOf(retryAfter: string): number | undefined {
  const seconds = Number(retryAfter);
  const isInt = /^[+-]?\d+$/.test(retryAfter) && Math.abs(seconds) < largestInt;
  return isInt ? seconds * 1000 : undefined;
}

function hangs(walk: Walk, step: number, header: string): void {
  walk.dangers.push({
    message: `Step ${step} is a callHttp that was answered 202 with "${header}", which the extension cannot read: the call never ends, and the instance stays Running for ever. Set enablePolling to false and poll by yourself, or have the other side send whole seconds and a URL.`,
  });
}

const ofFunctionAlone: readonly string[] = ["x-functions-key"];
const ofOriginAlone: readonly string[] = [...ofFunctionAlone, "authorization", "cookie"];

/**
 * Every next request is made of the first one, whatever an answer on the way has said. The key of the first function
 * would not open the place to ask at, and another origin gets no credentials
 * (https://github.com/Azure/azure-functions-durable-extension/pull/3443). undefined: that is no place to ask at.
 */
function pollOf(first: HttpOrder, location: string): HttpOrder | undefined {
  if (!URL.canParse(location, first.uri)) return undefined;
  const url = new URL(location, first.uri);
  const isSameOrigin = url.origin === new URL(first.uri).origin;
  const dropped = isSameOrigin ? ofFunctionAlone : ofOriginAlone;
  const kept = Object.entries(first.headers ?? {}).filter(([name]) => !dropped.includes(name.toLowerCase()));
  return {
    method: "GET",
    uri: url.href,
    headers: Object.fromEntries(kept),
    ...(isSameOrigin && first.tokenSource ? { tokenSource: first.tokenSource } : {}),
    asynchronousPatternEnabled: true,
  };
}

/** An empty one counts as none. */
const headerOf = (headers: Readonly<Record<string, string>>, wanted: string): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] || undefined;
