import type { Draw } from "../joints.ts";
import type { Choice } from "../front-door/choose.ts";
import type { EdgeObserver } from "../front-door/site.ts";

/** How many requests each origin got through each endpoint, at any time in the past. */
export interface TrafficHistory extends EdgeObserver {
  /** In [fromMs, toMs), whole requests; an origin without any is left out. */
  requestsBetween(fromMs: number, toMs: number): readonly RequestCount[];
}

export interface RequestCount {
  readonly endpointHost: string;
  readonly originHost: string;
  readonly requests: number;
}

/** The edge shares out users' requests for one path so from this moment until the next segment. */
interface Segment {
  readonly fromMs: number;
  readonly choice: Choice;
}

/**
 * The pretend users' requests are samples; the metric tells the traffic they stand for: every edge has a nominal rate
 * of 20 to 60 requests a second, evenly for each path that users ask, spread by what the edge chooses at each moment.
 * Real requests are added one by one.
 */
export function createTrafficHistory(draw: Draw, edges: readonly string[]): TrafficHistory {
  /** By edge, then by path. */
  const segments = new Map<string, Map<string, Segment[]>>(edges.map((edge) => [edge, new Map()]));
  const perMs = new Map(edges.map((edge) => [edge, (20 + 40 * draw("users.perSecond", edge)) / 1000]));
  const single: { endpointHost: string; originHost: string; atMs: number }[] = [];

  return {
    usersChoice({ edge, path, atMs, choice }) {
      const paths = segments.get(edge);
      const known = paths?.get(path) ?? [];
      paths?.set(path, known);
      known.push({ fromMs: atMs, choice });
    },
    forwarded: (request) => void single.push(request),
    requestsBetween(fromMs, toMs) {
      const tally = createTally();
      for (const [edge, paths] of segments) {
        const rate = (perMs.get(edge) ?? 0) / paths.size;
        for (const ofPath of paths.values()) {
          for (const { choice, ms } of overlaps(ofPath, fromMs, toMs)) tally.addShares(choice, ms * rate);
        }
      }
      for (const { endpointHost, originHost, atMs } of single) {
        if (atMs >= fromMs && atMs < toMs) tally.add(endpointHost, originHost, 1);
      }
      return tally.whole();
    },
  };
}

function overlaps(
  segments: readonly Segment[],
  fromMs: number,
  toMs: number,
): readonly { readonly choice: Choice; readonly ms: number }[] {
  return segments
    .map((segment, index) => {
      const endMs = Math.min(segments[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY, toMs);
      return { choice: segment.choice, ms: endMs - Math.max(segment.fromMs, fromMs) };
    })
    .filter(({ ms }) => ms > 0);
}

function createTally() {
  const counts = new Map<string, { endpointHost: string; originHost: string; requests: number }>();
  const add = (endpointHost: string, originHost: string, requests: number) => {
    const key = `${endpointHost} ${originHost}`;
    const count = counts.get(key) ?? { endpointHost, originHost, requests: 0 };
    counts.set(key, { ...count, requests: count.requests + requests });
  };
  return {
    add,
    addShares(choice: Choice, requests: number) {
      if (choice.kind === "refused") return;
      for (const { origin, share } of choice.origins) {
        add(choice.endpointHost, origin.hostName, requests * share);
      }
    },
    whole: (): readonly RequestCount[] =>
      [...counts.values()]
        .map((count) => ({ ...count, requests: Math.round(count.requests) }))
        .filter((count) => count.requests > 0),
  };
}
