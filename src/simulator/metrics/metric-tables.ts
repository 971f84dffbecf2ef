import type { ProbeCount } from "../front-door/origin-watch.ts";
import type { TrafficHistory } from "./traffic-history.ts";

/** One part of a metric's value in one span of time, before it is filtered and summed up. */
export interface Row {
  /** Names as Azure Monitor answers them: lower case. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly sum: number;
  readonly samples: number;
}

export interface MetricTable {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly unit: "Count" | "Percent";
  readonly aggregation: "total" | "average";
  readonly dimensions: readonly string[];
  rows(fromMs: number, toMs: number): readonly Row[];
}

/**
 * Dimensions by learn.microsoft.com/azure/frontdoor/monitor-front-door-reference. An endpoint's value is its own host
 * name also for requests under a custom domain; an origin's is host and port, as the portal's charts show it.
 */
export function metricTables(sources: {
  readonly traffic: TrafficHistory;
  readonly probesBetween: (span: { fromMs: number; toMs: number }) => readonly ProbeCount[];
}): readonly MetricTable[] {
  return [
    {
      name: "OriginRequestCount",
      displayName: "Origin Request Count",
      description: "The number of requests sent from AFDX to origin.",
      unit: "Count",
      aggregation: "total",
      dimensions: ["endpoint", "origin"],
      rows: (fromMs, toMs) =>
        sources.traffic.requestsBetween(fromMs, toMs).map(({ endpointHost, originHost, requests }) => ({
          dimensions: { endpoint: endpointHost, origin: originValue(originHost) },
          sum: requests,
          samples: requests,
        })),
    },
    {
      name: "OriginHealthPercentage",
      displayName: "Origin Health Percentage",
      description: "The percentage of successful health probes from AFDX to backends.",
      unit: "Percent",
      aggregation: "average",
      dimensions: ["origin", "origingroup"],
      rows: (fromMs, toMs) =>
        sources
          .probesBetween({ fromMs, toMs })
          .filter(({ sent }) => sent > 0)
          .map(({ group, originHost, sent, passed }) => ({
            dimensions: { origin: originValue(originHost), origingroup: group },
            sum: 100 * passed,
            samples: sent,
          })),
    },
  ];
}

const originValue = (host: string): string => `${host}:443`;
