import { MetricsClient, type MetricsQueryResult } from "@azure/monitor-query-metrics";
import { colors, type Color, type Pair } from "../../domain/environment/pair.ts";
import type { TrafficMinute } from "../../domain/swap/traffic.ts";
import type { TrafficMetrics } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { orTrouble } from "../arm/errors.ts";
import { usersHost, type EndpointHosts } from "../arm/preview-hosts.ts";

/** Front Door is a global resource, so its metrics are at the global endpoint. */
const endpoint = "https://global.metrics.monitor.azure.com";

const minuteMs = 60_000;

/** `OriginRequestCount` by origin, of the users' endpoint alone: our own preview checks are not users. */
export function frontDoorTraffic(clients: Clients, hosts: EndpointHosts): TrafficMetrics {
  let client: MetricsClient | undefined;
  return {
    perMinute: async (pair, { from, to }) => {
      client ??= new MetricsClient(endpoint, clients.credential, { retryOptions: { maxRetries: 0 } });
      const host = await usersHost(hosts, pair);
      const asked = client.queryResources(
        [pair.router.profileId],
        ["OriginRequestCount"],
        "Microsoft.Cdn/profiles",
        {
          startTime: new Date(from),
          endTime: new Date(to),
          interval: "PT1M",
          aggregation: "Total",
          filter: `Endpoint eq '${host}' and Origin eq '*'`,
        },
      );
      const [result] = await orTrouble(pair.router.profileId, asked);
      return minutesOf(pair, { from, to }, result);
    },
  };
}

/** An absent series is 0 while another origin has data that minute; with no data at all nobody can tell. */
function minutesOf(
  pair: Pair,
  span: { from: string; to: string },
  result: MetricsQueryResult | undefined,
): readonly TrafficMinute[] {
  const counts = countsByMinute(pair, result);
  const minutes: TrafficMinute[] = [];
  for (let at = Date.parse(span.from); at < Date.parse(span.to); at += minuteMs) {
    minutes.push({ at: new Date(at).toISOString(), requests: counts.get(at) ?? null });
  }
  return minutes;
}

function countsByMinute(
  pair: Pair,
  result: MetricsQueryResult | undefined,
): ReadonlyMap<number, Record<Color, number>> {
  const counts = new Map<number, Record<Color, number>>();
  for (const { color, atMs, total } of (result?.metrics[0]?.timeseries ?? []).flatMap((series) =>
    pointsOf(pair, series),
  )) {
    const minute = counts.get(atMs) ?? { blue: 0, green: 0 };
    minute[color] += total;
    counts.set(atMs, minute);
  }
  return counts;
}

type Series = NonNullable<MetricsQueryResult["metrics"][number]["timeseries"]>[number];

/** A point without a total says that there was no data that minute. */
function pointsOf(pair: Pair, series: Series): readonly { color: Color; atMs: number; total: number }[] {
  const origin = series.metadatavalues?.find((one) => one.name?.toLowerCase() === "origin")?.value;
  const color = colorOf(pair, origin ?? "");
  if (color === undefined) return [];
  return (series.data ?? []).flatMap(({ timeStamp, total }) =>
    total === undefined ? [] : [{ color, atMs: new Date(timeStamp).getTime(), total }],
  );
}

/** The dimension is the origin's host, with or without its port. */
const colorOf = (pair: Pair, origin: string): Color | undefined =>
  colors.find(
    (color) =>
      pair.environments[color].originHost.toLowerCase() === origin.toLowerCase().replace(/:\d+$/, ""),
  );
