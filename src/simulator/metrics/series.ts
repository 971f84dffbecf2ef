import type { MetricTable, Row } from "./metric-tables.ts";
import type { MetricsQuery } from "./query.ts";

const minuteMs = 60_000;
/** Metrics take up to 3 minutes to appear (learn.microsoft.com/azure/frontdoor/front-door-diagnostics). */
const lagMs = 3 * minuteMs;

interface Point {
  readonly atMs: number;
  /** undefined: nothing was measured then; Azure answers a bare time stamp. */
  readonly value: number | undefined;
}

/** The time series of one metric as the wire carries them; one without any value is absent. */
export function timeSeries(table: MetricTable, query: MetricsQuery, nowMs: number): readonly unknown[] {
  const times = bucketTimes(query, nowMs);
  const buckets = times.map(({ fromMs, toMs }) => ({
    fromMs,
    rows: table.rows(fromMs, toMs).filter((row) => isAsked(row, query)),
  }));
  const names = [...query.filter.keys()];
  const keys = new Map(
    buckets.flatMap(({ rows }) => rows).map((row) => [seriesKey(row, names), row.dimensions]),
  );
  return [...keys.entries()]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([key, dimensions]) => {
      const points = buckets.map(({ fromMs, rows }): Point => {
        const own = rows.filter((row) => seriesKey(row, names) === key);
        return { atMs: fromMs, value: own.length === 0 ? undefined : aggregate(own, table.aggregation) };
      });
      return onTheWire({ names, dimensions, points, aggregation: table.aggregation });
    });
}

/** Only whole minutes that are old enough. */
function bucketTimes(query: MetricsQuery, nowMs: number) {
  const settledMs = Math.min(query.toMs, Math.floor((nowMs - lagMs) / minuteMs) * minuteMs);
  const times: { fromMs: number; toMs: number }[] = [];
  for (let fromMs = query.fromMs; fromMs + minuteMs <= settledMs; fromMs += query.grain.ms) {
    times.push({ fromMs, toMs: Math.min(fromMs + query.grain.ms, settledMs) });
  }
  return times;
}

const isAsked = (row: Row, { filter }: MetricsQuery): boolean =>
  [...filter.entries()].every(
    ([name, values]) => values.size === 0 || values.has((row.dimensions[name] ?? "").toLowerCase()),
  );

const seriesKey = (row: Row, names: readonly string[]): string =>
  names.map((name) => row.dimensions[name] ?? "").join(" ");

function aggregate(rows: readonly Row[], aggregation: MetricTable["aggregation"]): number {
  const sum = rows.reduce((all, row) => all + row.sum, 0);
  return aggregation === "total" ? sum : sum / rows.reduce((all, row) => all + row.samples, 0);
}

const onTheWire = (series: {
  readonly names: readonly string[];
  readonly dimensions: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
  readonly aggregation: string;
}) => ({
  metadatavalues: series.names.map((name) => ({
    name: { value: name, localizedValue: name },
    value: series.dimensions[name] ?? "",
  })),
  data: series.points.map(({ atMs, value }) => ({
    timeStamp: new Date(atMs).toISOString(),
    ...(value === undefined ? {} : { [series.aggregation]: value }),
  })),
});
