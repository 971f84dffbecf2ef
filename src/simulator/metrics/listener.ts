import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import type { Agenda } from "../joints.ts";
import { hasToken, unauthenticated } from "../wire/bearer.ts";
import type { MetricFaults } from "./metric-faults.ts";
import type { MetricTable } from "./metric-tables.ts";
import type { MetricsQuery } from "./query.ts";
import { parseQuery } from "./query.ts";
import { timeSeries } from "./series.ts";

export interface MetricsOptions {
  readonly agenda: Agenda;
  /** The Front Door whose metrics these are. */
  readonly resourceId: string;
  readonly namespace: string;
  readonly tables: readonly MetricTable[];
  readonly faults: MetricFaults;
}

const minuteMs = 60_000;
const batchPath = /^\/subscriptions\/[^/]+\/metrics(?::|%3A)getBatch$/i;

/** Azure Monitor's batch endpoint, `https://<region>.metrics.monitor.azure.com`, api-version 2024-02-01. */
export function createMetricsListener(options: MetricsOptions): RequestListener {
  return (request, response) => void answer(options, request, response);
}

async function answer(
  options: MetricsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = "", parameters] = (request.url ?? "/").split("?", 2);
  const body = await json(request).catch(() => undefined);
  if (!hasToken(request.headers)) return send(response, unauthenticated);
  if (request.method !== "POST" || !batchPath.test(path)) {
    return send(response, refusal(404, "NotFound", `There is no ${request.method} ${path} here.`));
  }
  const seconds = options.faults.throttled();
  if (seconds !== undefined) return send(response, tooMany(seconds));
  const nowMs = options.agenda.now();
  const parsed = parseQuery(new URLSearchParams(parameters), body, { nowMs, namespace: options.namespace });
  return send(
    response,
    parsed.kind === "malformed"
      ? refusal(400, "BadRequest", parsed.why)
      : metricsOf(options, parsed.query, nowMs),
  );
}

const tooMany = (seconds: number): Answered => ({
  ...refusal(429, "TooManyRequests", "Too many requests."),
  headers: { "retry-after": String(seconds) },
});

interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function metricsOf(options: MetricsOptions, query: MetricsQuery, nowMs: number): Answered {
  const { tables, namespace, faults } = options;
  const isStrange = (id: string) => id.toLowerCase() !== options.resourceId.toLowerCase();
  const stranger = query.resourceIds.find(isStrange);
  if (stranger !== undefined)
    return refusal(404, "ResourceNotFound", `The resource '${stranger}' was not found.`);
  const asked: MetricTable[] = [];
  for (const name of query.metricNames) {
    const table = tables.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (table === undefined) {
      const valid = tables.map((candidate) => candidate.name).join(",");
      return refusal(
        400,
        "BadRequest",
        `Failed to find metric configuration for ${name}. Valid metrics: ${valid}`,
      );
    }
    const unknown = [...query.filter.keys()].find((dimension) => !table.dimensions.includes(dimension));
    if (unknown !== undefined) {
      return refusal(400, "BadRequest", `Metric: ${name} does not support requested dimension: ${unknown}`);
    }
    asked.push(table);
  }
  const values = query.resourceIds.map((resourceId) => ({
    starttime: new Date(query.fromMs).toISOString(),
    endtime: new Date(query.toMs).toISOString(),
    interval: query.grain.text,
    namespace,
    resourceregion: "global",
    resourceid: resourceId,
    value: asked.map((table) =>
      metric(table, resourceId, faults.isSilent() ? [] : timeSeries(withGaps(table, faults), query, nowMs)),
    ),
  }));
  return { status: 200, body: { values } };
}

/** By whole minutes: a longer span has what is left of it. */
const withGaps = (table: MetricTable, faults: MetricFaults): MetricTable => ({
  ...table,
  rows(fromMs, toMs) {
    const minutes = Array.from(
      { length: Math.ceil((toMs - fromMs) / minuteMs) },
      (_, nth) => fromMs + nth * minuteMs,
    );
    const left = minutes.filter((minute) => !faults.isMissing(minute));
    if (left.length === minutes.length) return table.rows(fromMs, toMs);
    return left.flatMap((minute) => table.rows(minute, Math.min(minute + minuteMs, toMs)));
  },
});

const metric = (table: MetricTable, resourceId: string, timeseries: readonly unknown[]) => ({
  id: `${resourceId}/providers/Microsoft.Insights/metrics/${table.name}`,
  type: "Microsoft.Insights/metrics",
  // Azure's SDKs hand the localized name out as the metric's name.
  name: { value: table.name, localizedValue: table.displayName },
  displayDescription: table.description,
  unit: table.unit,
  timeseries,
  errorCode: "Success",
});

const refusal = (status: number, code: string, message: string): Answered => ({
  status,
  body: { error: { code, message } },
});

function send(response: ServerResponse, { status, headers = {}, body }: Answered): void {
  response.writeHead(status, { ...headers, "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}
