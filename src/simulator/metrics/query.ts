import { z } from "zod";

/** One `metrics:getBatch`, parsed. */
export interface MetricsQuery {
  readonly resourceIds: readonly string[];
  readonly metricNames: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly grain: Grain;
  /** Dimension (lower case) → its allowed values in lower case; empty: each value is a series of its own. */
  readonly filter: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface Grain {
  /** ISO 8601, as it was asked. */
  readonly text: string;
  readonly ms: number;
}

const minuteMs = 60_000;

const Parameters = z.object({
  metricnamespace: z.string(),
  metricnames: z.string().min(1),
  starttime: z.iso.datetime({ offset: true }).optional(),
  endtime: z.iso.datetime({ offset: true }).optional(),
  interval: z.enum(["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"]).default("PT1M"),
  filter: z.string().default(""),
});

const Body = z.object({ resourceids: z.array(z.string()).min(1).max(50) });

const grainMinutes = { PT1M: 1, PT5M: 5, PT15M: 15, PT30M: 30, PT1H: 60 } as const;

export type ParsedQuery =
  | { readonly kind: "query"; readonly query: MetricsQuery }
  | { readonly kind: "malformed"; readonly why: string };

/** Without a time span Azure answers the last hour. */
export function parseQuery(
  parameters: URLSearchParams,
  body: unknown,
  { nowMs, namespace }: { readonly nowMs: number; readonly namespace: string },
): ParsedQuery {
  const read = Parameters.safeParse(Object.fromEntries(parameters));
  if (!read.success) return malformed(z.prettifyError(read.error));
  if (read.data.metricnamespace.toLowerCase() !== namespace.toLowerCase())
    return malformed(`only ${namespace} is known here`);
  const resources = Body.safeParse(body);
  if (!resources.success) return malformed(z.prettifyError(resources.error));
  const filter = parseFilter(read.data.filter);
  if (filter === undefined) return malformed(`the filter '${read.data.filter}' cannot be read`);
  const { starttime, endtime, interval, metricnames } = read.data;
  const toMs = endtime === undefined ? nowMs : Date.parse(endtime);
  const fromMs = starttime === undefined ? toMs - 60 * minuteMs : Date.parse(starttime);
  const query: MetricsQuery = {
    resourceIds: resources.data.resourceids,
    metricNames: metricnames.split(","),
    fromMs: Math.floor(fromMs / minuteMs) * minuteMs,
    toMs,
    grain: { text: interval, ms: grainMinutes[interval] * minuteMs },
    filter,
  };
  return { kind: "query", query };
}

const malformed = (why: string): ParsedQuery => ({ kind: "malformed", why: why.replaceAll("\n", " ") });

/** `Origin eq '*' and Endpoint eq 'a.azurefd.net'`; several values of one dimension are joined by `or`. */
function parseFilter(filter: string): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const clause = /(\w+)\s+eq\s+'([^']*)'/gi;
  if (/[^\s()]/.test(filter.replaceAll(clause, "").replaceAll(/\b(?:and|or)\b/gi, ""))) return undefined;
  const values = new Map<string, Set<string>>();
  for (const [, dimension = "", value = ""] of filter.matchAll(clause)) {
    const known = values.get(dimension.toLowerCase()) ?? new Set();
    if (value !== "*") known.add(value.toLowerCase());
    values.set(dimension.toLowerCase(), known);
  }
  return values;
}
