import type { MetricsQueryResult } from "@azure/monitor-query-metrics";
import { colors, type Color, type Pair } from "../../domain/environment/pair.ts";
import type { Span } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { orTrouble } from "../arm/errors.ts";
import { noSeriesTold } from "./trouble.ts";

export interface MetricsRequest extends Span {
  readonly resourceId: string;
  readonly namespace: string;
  readonly metric: string;
  readonly aggregation: "Total" | "Average";
  readonly filter: string;
}

/** One value of one series, with what its dimensions say; names in lower case. */
export interface Point {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly value: number;
}

export type QueryMetrics = (request: MetricsRequest) => Promise<readonly Point[]>;

/** Without a word Azure tells the first ten series; endpoints × origins × statuses are more. */
const mostSeries = 1000;

const minuteMs = 60_000;

/** One-minute values of whole minutes within the span, as Azure Monitor's batch endpoint tells them. */
export function metricsQuery(clients: Pick<Clients, "metrics">): QueryMetrics {
  return async ({ resourceId, namespace, metric, aggregation, filter, from, to }) => {
    const asked = clients.metrics().queryResources([resourceId], [metric], namespace, {
      startTime: new Date(from),
      endTime: new Date(to),
      interval: "PT1M",
      aggregation,
      filter,
      top: mostSeries,
    });
    const [result] = await orTrouble(resourceId, asked);
    // one was asked for; the client calls it by its localized name
    const found = result?.metrics[0];
    const code = found?.errorCode ?? "Success";
    if (code !== "Success") throw noSeriesTold(resourceId, code);
    const points = (found?.timeseries ?? []).flatMap((series) => pointsOf(series, aggregation));
    // the minute that the span ends in has only begun
    return points.filter(({ atMs }) => atMs >= Date.parse(from) && atMs + minuteMs <= Date.parse(to));
  };
}

type Series = NonNullable<MetricsQueryResult["metrics"][number]["timeseries"]>[number];

/** A point without a value says that there was no data that minute. */
function pointsOf(series: Series, aggregation: MetricsRequest["aggregation"]): readonly Point[] {
  const dimensions = Object.fromEntries(
    (series.metadatavalues ?? []).map((one) => [(one.name ?? "").toLowerCase(), one.value ?? ""]),
  );
  return (series.data ?? []).flatMap(({ timeStamp, total, average }) => {
    const value = aggregation === "Total" ? total : average;
    return typeof value === "number" ? [{ dimensions, atMs: new Date(timeStamp).getTime(), value }] : [];
  });
}

/** The value of the dimension is the origin's host, with or without its port. */
export const colorOfOrigin = (pair: Pair, origin: string | undefined): Color | undefined =>
  colors.find(
    (color) =>
      pair.environments[color].originHost.toLowerCase() === origin?.toLowerCase().replace(/:\d+$/, ""),
  );
