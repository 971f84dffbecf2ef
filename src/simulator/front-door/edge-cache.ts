import type { IncomingHttpHeaders } from "node:http";

export interface CachedAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers that one edge keeps for the routes that cache. */
export interface EdgeCache {
  find(key: string): CachedAnswer | undefined;
  /** Keeps it, unless its headers forbid that. */
  keep(key: string, answer: CachedAnswer): void;
}

// Without a Cache-Control Front Door keeps an answer for one to three days
// (learn.microsoft.com/azure/frontdoor/front-door-caching); the shorter one forgets earlier.
const defaultSeconds = 86_400;

export function createEdgeCache(now: () => number): EdgeCache {
  const kept = new Map<string, { readonly answer: CachedAnswer; readonly untilMs: number }>();
  return {
    find(key) {
      const found = kept.get(key);
      return found !== undefined && now() < found.untilMs ? found.answer : undefined;
    },
    keep(key, answer) {
      const seconds = secondsOf(answer.headers);
      if (seconds > 0) kept.set(key, { answer, untilMs: now() + seconds * 1000 });
    },
  };
}

function secondsOf(headers: IncomingHttpHeaders): number {
  const control = headers["cache-control"] ?? "";
  if (headers["set-cookie"] !== undefined || /no-store|no-cache|private/i.test(control)) return 0;
  const age = /(?:s-maxage|max-age)=(\d+)/i.exec(control)?.[1];
  return age === undefined ? defaultSeconds : Number(age);
}
