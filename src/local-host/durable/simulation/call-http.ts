import type { HttpAction, HttpOrder } from "../actions.ts";
import { startTimer } from "./timers.ts";
import { decide, type Settle, type Walk } from "./walk.ts";

export const httpActivity = "BuiltIn::HttpActivity";

/** The extension makes the request in an activity of its own, and asks again as long as the answer is 202. */
export function callHttp(walk: Walk, { httpRequest }: HttpAction, settle: Settle): void {
  const ask = (order: HttpOrder): void => {
    const input = JSON.stringify([order]);
    const id = decide(walk, { kind: "activity", name: httpActivity, input }, (hasFailed) => {
      const next = hasFailed ? undefined : nextOf(walk, order, walk.results.get(id) ?? null);
      if (next === undefined) settle(hasFailed);
      else startTimer(walk, { fireAtMs: next.atMs, isCancelled: false }, () => ask(next.order));
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

function nextOf(
  walk: Walk,
  order: HttpOrder,
  result: string | null,
): { readonly order: HttpOrder; readonly atMs: number } | undefined {
  const { statusCode, headers } = JSON.parse(result ?? "{}") as HttpResult;
  const location = statusCode === 202 ? headerOf(headers, "location") : undefined;
  if (location === undefined || order.asynchronousPatternEnabled !== true) return undefined;
  const retryAfter = headerOf(headers, "retry-after");
  const waitMs = retryAfter === undefined ? defaultWaitMs : Number.parseInt(retryAfter, 10) * 1000;
  return { order: pollOf(order, location), atMs: walk.nowMs + waitMs };
}

/** The key of the first function would not open the place to ask at. */
function pollOf(order: HttpOrder, location: string): HttpOrder {
  const kept = Object.entries(order.headers ?? {}).filter(
    ([name]) => name.toLowerCase() !== "x-functions-key",
  );
  const uri = new URL(location, order.uri).href;
  return { method: "GET", uri, headers: Object.fromEntries(kept), asynchronousPatternEnabled: true };
}

const headerOf = (headers: Readonly<Record<string, string>>, wanted: string): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
