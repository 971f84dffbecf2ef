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
export const profileTables = ({ traffic, probesBetween }: Sources): readonly MetricTable[] => [
  requestCount(traffic, {
    name: "OriginRequestCount",
    displayName: "Origin Request Count",
    description: "The number of requests sent from AFDX to origin.",
    dimensions: ["endpoint", "origin", "httpstatus", "httpstatusgroup"],
  }),
  latency(traffic, {
    name: "OriginLatency",
    displayName: "Origin Latency",
    description: "The time from when AFDX sent the request to the origin until it received the last byte.",
    dimensions: ["endpoint", "origin"],
  }),
  health(probesBetween, {
    name: "OriginHealthPercentage",
    displayName: "Origin Health Percentage",
    description: "The percentage of successful health probes from AFDX to backends.",
    dimensions: ["origin", "origingroup"],
  }),
];

/** Those of Front Door (classic): the same facts under older names, and without an endpoint. */
export const classicTables = ({ traffic, probesBetween }: Sources): readonly MetricTable[] => [
  requestCount(traffic, {
    name: "BackendRequestCount",
    displayName: "Backend Request Count",
    description: "The number of requests sent from the HTTP/S proxy to backends",
    dimensions: ["backend", "httpstatus", "httpstatusgroup"],
  }),
  latency(traffic, {
    name: "BackendRequestLatency",
    displayName: "Backend Request Latency",
    description:
      "The time from when the proxy sent the request to the backend until it received the last byte",
    dimensions: ["backend"],
  }),
  health(probesBetween, {
    name: "BackendHealthPercentage",
    displayName: "Backend Health Percentage",
    description: "The percentage of successful health probes from the HTTP/S proxy to backends",
    dimensions: ["backend", "backendpool"],
  }),
];

type Words = Pick<MetricTable, "name" | "displayName" | "description" | "dimensions">;

const requestCount = (traffic: TrafficHistory, words: Words): MetricTable => ({
  ...words,
  unit: "Count",
  aggregation: "total",
  rows: (fromMs, toMs) =>
    traffic.requestsBetween(fromMs, toMs).map((count) => ({
      dimensions: { ...wayOf(count), ...statusOf(count) },
      sum: count.requests,
      samples: count.requests,
    })),
});

const latency = (traffic: TrafficHistory, words: Words): MetricTable => ({
  ...words,
  unit: "MilliSeconds",
  aggregation: "average",
  rows: (fromMs, toMs) =>
    traffic.requestsBetween(fromMs, toMs).map((count) => ({
      dimensions: wayOf(count),
      sum: count.requests * count.latencyMs,
      samples: count.requests,
    })),
});

const health = (probesBetween: Sources["probesBetween"], words: Words): MetricTable => ({
  ...words,
  unit: "Percent",
  aggregation: "average",
  rows: (fromMs, toMs) =>
    probesBetween({ fromMs, toMs })
      .filter(({ sent }) => sent > 0)
      .map(({ group, originHost, sent, passed }) => ({
        dimensions: { ...originIn(originHost), origingroup: group, backendpool: group },
        sum: 100 * passed,
        samples: sent,
      })),
});

/** A table answers only the dimensions that it has, so both names may be told of everything. */
const originIn = (host: string) => ({ origin: `${host}:443`, backend: `${host}:443` });

const wayOf = ({ endpointHost, originHost }: RequestCount) => ({
  endpoint: endpointHost,
  ...originIn(originHost),
});

const statusOf = ({ status }: RequestCount) => ({
  httpstatus: String(status),
  httpstatusgroup: `${Math.floor(status / 100)}XX`,
});
