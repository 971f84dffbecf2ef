import type { ProbeCount } from "../front-door/origin-watch.ts";
import type { RequestCount, TrafficHistory } from "./traffic-history.ts";

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
  readonly unit: "Count" | "Percent" | "MilliSeconds";
  readonly aggregation: "total" | "average";
  readonly dimensions: readonly string[];
  rows(fromMs: number, toMs: number): readonly Row[];
}

interface Sources {
  readonly traffic: TrafficHistory;
  readonly probesBetween: (span: { fromMs: number; toMs: number }) => readonly ProbeCount[];
}

/**
 * Dimensions by learn.microsoft.com/azure/frontdoor/monitor-front-door-reference. An endpoint's value is its own host
 * name also for requests under a custom domain; an origin's is host and port, as the portal's charts show it.
 */
export const metricTables = ({ traffic, probesBetween }: Sources): readonly MetricTable[] => [
  requestCount(traffic),
  latency(traffic),
  health(probesBetween),
];

const requestCount = (traffic: TrafficHistory): MetricTable => ({
  name: "OriginRequestCount",
  displayName: "Origin Request Count",
  description: "The number of requests sent from AFDX to origin.",
  unit: "Count",
  aggregation: "total",
  dimensions: ["endpoint", "origin", "httpstatus", "httpstatusgroup"],
  rows: (fromMs, toMs) =>
    traffic.requestsBetween(fromMs, toMs).map((count) => ({
      dimensions: { ...wayOf(count), ...statusOf(count) },
      sum: count.requests,
      samples: count.requests,
    })),
});

const latency = (traffic: TrafficHistory): MetricTable => ({
  name: "OriginLatency",
  displayName: "Origin Latency",
  description: "The time from when AFDX sent the request to the origin until it received the last byte.",
  unit: "MilliSeconds",
  aggregation: "average",
  dimensions: ["endpoint", "origin"],
  rows: (fromMs, toMs) =>
    traffic.requestsBetween(fromMs, toMs).map((count) => ({
      dimensions: wayOf(count),
      sum: count.requests * count.latencyMs,
      samples: count.requests,
    })),
});

const health = (probesBetween: Sources["probesBetween"]): MetricTable => ({
  name: "OriginHealthPercentage",
  displayName: "Origin Health Percentage",
  description: "The percentage of successful health probes from AFDX to backends.",
  unit: "Percent",
  aggregation: "average",
  dimensions: ["origin", "origingroup"],
  rows: (fromMs, toMs) =>
    probesBetween({ fromMs, toMs })
      .filter(({ sent }) => sent > 0)
      .map(({ group, originHost, sent, passed }) => ({
        dimensions: { origin: originValue(originHost), origingroup: group },
        sum: 100 * passed,
        samples: sent,
      })),
});

const wayOf = ({ endpointHost, originHost }: RequestCount) => ({
  endpoint: endpointHost,
  origin: originValue(originHost),
});

const statusOf = ({ status }: RequestCount) => ({
  httpstatus: String(status),
  httpstatusgroup: `${Math.floor(status / 100)}XX`,
});

const originValue = (host: string): string => `${host}:443`;
