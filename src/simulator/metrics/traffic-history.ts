import type { Draw } from "../joints.ts";
import type { EdgeObserver, UsersTurn } from "../front-door/site.ts";
import type { ServedStatus } from "./served-status.ts";

/** How many requests each origin got through each endpoint, and how it answered, at any time in the past. */
export interface TrafficHistory extends EdgeObserver {
  /** In [fromMs, toMs), whole requests; an origin without any is left out. */
  requestsBetween(fromMs: number, toMs: number): readonly RequestCount[];
}

export interface RequestCount {
  readonly endpointHost: string;
  readonly originHost: string;
  readonly status: number;
  readonly requests: number;
  /** Of each of them. */
  readonly latencyMs: number;
}

/** Requests need not be whole before they are summed up. */
interface Batch extends RequestCount {
  readonly requests: number;
}

interface Single {
  readonly endpointHost: string;
  readonly originHost: string;
  readonly latencyMs: number;
  readonly atMs: number;
}

/**
 * The pretend users' requests are samples; the metric tells the traffic they stand for: every edge has a nominal rate
 * of 20 to 60 requests a second for each host, evenly for each of its paths that users ask, spread by what the edge chooses at each moment.
 * Real requests are added one by one.
 */
export function createTrafficHistory(options: {
  readonly draw: Draw;
  readonly edges: readonly string[];
  readonly served: ServedStatus;
}): TrafficHistory {
  const { draw, edges, served } = options;
  /** By edge, then by host and path. */
  const turns = new Map<string, Map<string, UsersTurn[]>>(edges.map((edge) => [edge, new Map()]));
  const perMs = new Map(edges.map((edge) => [edge, (20 + 40 * draw("users.perSecond", edge)) / 1000]));
  const singles: Single[] = [];

  return {
    usersChoice(turn) {
      const paths = turns.get(turn.edge);
      const key = `${turn.host}${turn.path}`;
      const known = paths?.get(key) ?? [];
      paths?.set(key, known);
      known.push(turn);
    },
    forwarded: (request) => void singles.push(request),
    looked: (atMs) => served.look(atMs),
    requestsBetween(fromMs, toMs) {
      const users = [...turns].flatMap(([edge, paths]) => {
        const ofHost = Map.groupBy(paths.values(), ([turn]) => turn?.host);
        return [...ofHost.values()].flatMap((ofPaths) => {
          const rate = (perMs.get(edge) ?? 0) / ofPaths.length;
          return ofPaths.flatMap((ofPath) =>
            overlaps(ofPath, fromMs, toMs).flatMap((span) => batchesOf(span, rate, served)),
          );
        });
      });
      const others = singles
        .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
        .map((single) => ({
          ...single,
          requests: 1,
          status: served.during(single.originHost, single.atMs, single.atMs + 1)[0]?.status ?? 502,
        }));
      return summedUp([...users, ...others]);
    },
  };
}

interface TurnSpan {
  readonly turn: UsersTurn;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The edge shares out users' requests by one turn until the next. */
function overlaps(turns: readonly UsersTurn[], fromMs: number, toMs: number): readonly TurnSpan[] {
  return turns
    .map((turn, index) => ({
      turn,
      fromMs: Math.max(turn.atMs, fromMs),
      toMs: Math.min(turns[index + 1]?.atMs ?? Number.POSITIVE_INFINITY, toMs),
    }))
    .filter((span) => span.toMs > span.fromMs);
}

function batchesOf({ turn, fromMs, toMs }: TurnSpan, rate: number, served: ServedStatus): readonly Batch[] {
  const { choice } = turn;
  if (choice.kind === "refused") return [];
  return choice.origins.flatMap(({ origin, share }) =>
    served.during(origin.hostName, fromMs, toMs).map(({ status, ms }) => ({
      endpointHost: choice.endpointHost,
      originHost: origin.hostName,
      status,
      requests: ms * rate * share,
      latencyMs: turn.latencyMs[origin.hostName] ?? 0,
    })),
  );
}

function summedUp(batches: readonly Batch[]): readonly RequestCount[] {
  const alike = Map.groupBy(batches, (one) => `${one.endpointHost} ${one.originHost} ${one.status}`);
  return [...alike.values()].flatMap((together) => {
    const [first] = together;
    const exact = together.reduce((sum, { requests }) => sum + requests, 0);
    const requests = Math.round(exact);
    if (first === undefined || requests === 0) return [];
    const latency = together.reduce((sum, one) => sum + one.requests * one.latencyMs, 0) / exact;
    const { endpointHost, originHost, status } = first;
    return [{ endpointHost, originHost, status, requests, latencyMs: latency }];
  });
}
