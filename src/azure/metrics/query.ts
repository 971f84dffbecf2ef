import { MetricsClient, type MetricsQueryResult } from "@azure/monitor-query-metrics";
import { colors, type Color, type Pair } from "../../domain/environment/pair.ts";
import type { Span } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { orTrouble } from "../arm/errors.ts";

/** Front Door is a global resource, so its metrics are at the global endpoint. */
const endpoint = "https://global.metrics.monitor.azure.com";

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

/** One-minute values, as Azure Monitor's batch endpoint tells them. */
export function metricsQuery(clients: Clients): QueryMetrics {
  let client: MetricsClient | undefined;
  return async ({ resourceId, namespace, metric, aggregation, filter, from, to }) => {
    client ??= new MetricsClient(endpoint, clients.credential, { retryOptions: { maxRetries: 0 } });
    const asked = client.queryResources([resourceId], [metric], namespace, {
      startTime: new Date(from),
      endTime: new Date(to),
      interval: "PT1M",
      aggregation,
      filter,
    });
    const [result] = await orTrouble(resourceId, asked);
    return (result?.metrics[0]?.timeseries ?? []).flatMap((series) => pointsOf(series, aggregation));
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
    return value === undefined ? [] : [{ dimensions, atMs: new Date(timeStamp).getTime(), value }];
  });
}

/** The value of the dimension is the origin's host, with or without its port. */
export const colorOfOrigin = (pair: Pair, origin: string | undefined): Color | undefined =>
  colors.find(
    (color) =>
      pair.environments[color].originHost.toLowerCase() === origin?.toLowerCase().replace(/:\d+$/, ""),
  );
