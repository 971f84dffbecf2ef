import { colors, type Color, type Pair } from "../../domain/environment/pair.ts";
import type { OriginTraffic } from "../../domain/probing/baseline.ts";
import type { OriginHealth } from "../../domain/swap/way-back.ts";
import type { TrafficMinute } from "../../domain/swap/traffic.ts";
import type { Span, TrafficMetrics } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import type { EndpointHosts } from "../front-door/endpoint-hosts.ts";
import { metricsQuery, colorOfOrigin, type MetricsRequest, type Point } from "./query.ts";
import { sourceOf, type Source } from "./sources.ts";

const minuteMs = 60_000;

/** Front Door's own counts, of all endpoints but the pair's previews: our checks there are not users. */
export function frontDoorTraffic(clients: Pick<Clients, "metrics">, hosts: EndpointHosts): TrafficMetrics {
  const query = metricsQuery(clients);
  const ofUsers = async (source: Source, request: MetricsRequest) =>
    (await query(request)).filter(source.isOfUsers);
  return {
    perMinute: async (pair, span) => {
      const source = await sourceOf(hosts, pair);
      const points = await ofUsers(source, { ...source.requests, ...span, filter: source.filter });
      return minutesOf(span, countsByMinute(pair, source, points));
    },
    perOrigin: async (pair, span) => {
      const source = await sourceOf(hosts, pair);
      const filter = `${source.filter} and HttpStatus eq '*' and HttpStatusGroup eq '*'`;
      const points = await ofUsers(source, { ...source.requests, ...span, filter });
      const latencies = await ofUsers(source, { ...source.latency, ...span, filter: source.filter });
      return originsOf(pair, source, { points, latencies });
    },
    originHealth: async (pair, span) => {
      const source = await sourceOf(hosts, pair);
      const points = await query({ ...source.health, ...span, filter: `${source.originDimension} eq '*'` });
      const of = (color: Color) => healthOf(points.filter((point) => colorOf(pair, source, point) === color));
      return { blue: of("blue"), green: of("green") };
    },
  };
}

const colorOf = (pair: Pair, { originDimension }: Source, point: Point): Color | undefined =>
  colorOfOrigin(pair, point.dimensions[originDimension.toLowerCase()]);

/**
 * null: nothing was told of users' requests that minute, at whatever origin; nobody can tell then. An origin that is
 * absent while another has data had none.
 */
function minutesOf(
  { from, to }: Span,
  counts: ReadonlyMap<number, Record<Color, number>>,
): readonly TrafficMinute[] {
  const minutes: TrafficMinute[] = [];
  for (let at = Date.parse(from); at + minuteMs <= Date.parse(to); at += minuteMs) {
    minutes.push({ at: new Date(at).toISOString(), requests: counts.get(at) ?? null });
  }
  return minutes;
}

function countsByMinute(
  pair: Pair,
  source: Source,
  points: readonly Point[],
): ReadonlyMap<number, Record<Color, number>> {
  const counts = new Map<number, Record<Color, number>>();
  for (const point of points) {
    const minute = counts.get(point.atMs) ?? { blue: 0, green: 0 };
    counts.set(point.atMs, minute);
    const color = colorOf(pair, source, point);
    // users at a stranger are nobody's, but the minute is told
    if (color !== undefined) minute[color] += point.value;
  }
  return counts;
}

/** Nothing told of either origin: nobody can tell. Told of one: the other had none. */
function originsOf(
  pair: Pair,
  source: Source,
  { points, latencies }: { points: readonly Point[]; latencies: readonly Point[] },
): Readonly<Record<Color, OriginTraffic | null>> {
  const stats = colors.map((color): [Color, OriginTraffic | null] => {
    if (points.length === 0) return [color, null];
    const own = points.filter((point) => colorOf(pair, source, point) === color);
    const failed = own.filter(isServerError);
    const took = latencies.filter((point) => colorOf(pair, source, point) === color);
    return [
      color,
      {
        requests: sum(own),
        serverErrors: sum(failed),
        latencyMs: took.length === 0 ? null : sum(took) / took.length,
      },
    ];
  });
  return Object.fromEntries(stats) as Record<Color, OriginTraffic | null>;
}

/** 5xx; and 0, spelled `0` or `0XX`: the origin gave Front Door no answer at all. */
const isServerError = ({ dimensions }: Point): boolean =>
  [dimensions["httpstatus"], dimensions["httpstatusgroup"]].some((told) =>
    /^(5..|0+(xx)?)$/i.test(told ?? ""),
  );

const sum = (points: readonly Point[]): number => points.reduce((all, point) => all + point.value, 0);

/** The worst of the newest minute: edges and groups probe for themselves. */
function healthOf(points: readonly Point[]): OriginHealth | null {
  const newest = Math.max(...points.map((point) => point.atMs));
  const percentages = points.filter((point) => point.atMs === newest).map((point) => point.value);
  return percentages.length === 0
    ? null
    : { percentage: Math.min(...percentages), measuredAt: new Date(newest + minuteMs).toISOString() };
}
