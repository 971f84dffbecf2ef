import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { MetricsClient } from "@azure/monitor-query-metrics";
import { expect, test } from "vitest";
import { frontDoorTraffic } from "../../src/azure/metrics/traffic.ts";
import { aPair } from "../support/a-pair.ts";
import { troubleOf } from "../support/scripted-arm.ts";

interface Series {
  readonly of: Readonly<Record<string, string>>;
  /** One value a minute from 09:00 on; null: nothing that minute. */
  readonly values: readonly (number | null)[];
}

const start = Date.parse("2026-11-05T09:00:00Z");
const span = (minutes: number) => ({
  from: new Date(start).toISOString(),
  to: new Date(start + minutes * 60_000).toISOString(),
});

/** Our adapter, through Microsoft's own client, on metrics by script. */
function useMetrics(series: readonly Series[], wanted: { errorCode?: string; status?: number } = {}) {
  const asked: URL[] = [];
  const credential = { getToken: async () => ({ token: "a-token", expiresOnTimestamp: 4e12 }) };
  const client = new MetricsClient("https://global.metrics.monitor.azure.com", credential, {
    retryOptions: { maxRetries: 0 },
  });
  const answered: Parameters<typeof client.pipeline.addPolicy>[0] = {
    name: "answered",
    sendRequest: async (request) => {
      asked.push(new URL(request.url));
      const headers = createHttpHeaders({ "content-type": "application/json", "retry-after": "60" });
      const body = bodyOf(new URL(request.url), series, wanted.errorCode ?? "Success");
      return { request, status: wanted.status ?? 200, headers, bodyAsText: JSON.stringify(body) };
    },
  };
  client.pipeline.addPolicy(answered, { phase: "Sign" });
  const hosts = async (_pair: unknown, endpoint: string) => `${endpoint}-x1.z01.azurefd.net`;
  return { asked, traffic: frontDoorTraffic({ metrics: () => client }, hosts) };
}

function bodyOf({ searchParams }: URL, series: readonly Series[], errorCode: string) {
  const metric = searchParams.get("metricnames") ?? "";
  const aggregation = (searchParams.get("aggregation") ?? "").toLowerCase();
  const timeseries = series.map(({ of, values }) => ({
    metadatavalues: Object.entries(of).map(([name, value]) => ({
      name: { value: name, localizedValue: name },
      value,
    })),
    data: values.map((value, minute) => ({
      timeStamp: new Date(start + minute * 60_000).toISOString(),
      ...(value === null ? {} : { [aggregation]: value }),
    })),
  }));
  const name = { value: metric, localizedValue: metric.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ") };
  const told = { id: "m", type: "m", name, displayDescription: "", unit: "Count", errorCode, timeseries };
  const whole = { starttime: "", endtime: "", interval: "PT1M", namespace: "n", resourceregion: "global" };
  return { values: [{ ...whole, resourceid: "r", value: [told] }] };
}

const [blue, green] = ["blue.shop.example:443", "green.shop.example:443"];
const [users, partners, preview] = ["shop", "partners", "preview-green"].map(
  (name) => `${name}-x1.z01.azurefd.net`,
);
const at = (endpoint = "", origin = "", rest: Readonly<Record<string, string>> = {}) => ({
  endpoint,
  origin,
  ...rest,
});

test("partners at an endpoint of their own are users, too; checks through the previews are not", async () => {
  const { traffic } = useMetrics([
    { of: at(users, blue), values: [10, 10] },
    { of: at(partners, blue), values: [3, 0] },
    { of: at(partners, green), values: [0, 2] },
    { of: at(preview, green), values: [40, 40] },
  ]);
  expect((await traffic.perMinute(aPair(), span(2))).map((minute) => minute.requests)).toEqual([
    { blue: 13, green: 0 },
    { blue: 10, green: 2 },
  ]);
});

test("no data is not none: only a minute that was told has zeros", async () => {
  const { traffic } = useMetrics([
    { of: at(users, blue), values: [10, null, 0, null] },
    { of: at(preview, green), values: [5, 5, 5, 5] },
    { of: at(users, "sorry.example:443"), values: [null, null, null, 7] },
  ]);
  expect((await traffic.perMinute(aPair(), span(4))).map((minute) => minute.requests)).toEqual([
    { blue: 10, green: 0 },
    null,
    { blue: 0, green: 0 },
    { blue: 0, green: 0 },
  ]);
});

test("a minute that has only begun when the span ends never counts", async () => {
  const { traffic } = useMetrics([{ of: at(users, blue), values: [10, 1] }]);
  const half = { from: span(0).from, to: new Date(start + 90_000).toISOString() };
  expect(await traffic.perMinute(aPair(), half)).toEqual([
    { at: span(0).from, requests: { blue: 10, green: 0 } },
  ]);
  expect((await traffic.perOrigin(aPair(), half)).blue?.requests).toBe(10);
  const { traffic: probes } = useMetrics([{ of: { origin: blue }, values: [100, 0] }]);
  expect((await probes.originHealth(aPair(), half)).blue).toMatchObject({ percentage: 100 });
});

test.for([
  ["500", "5XX"],
  ["503", "5XX"],
  ["503", ""],
  ["0", "0XX"],
  ["0", "0"],
  ["0XX", "0XX"],
  ["", "0XX"],
])(
  "a status %s of the group %s is an error of the origin",
  async ([httpstatus = "", httpstatusgroup = ""]) => {
    const { traffic } = useMetrics([
      { of: at(users, green, { httpstatus: "200", httpstatusgroup: "2XX" }), values: [90] },
      { of: at(users, green, { httpstatus, httpstatusgroup }), values: [10] },
      { of: at(preview, green, { httpstatus: "503", httpstatusgroup: "5XX" }), values: [50] },
    ]);
    const { green: counted } = await traffic.perOrigin(aPair(), span(1));
    expect(counted).toMatchObject({ requests: 100, serverErrors: 10 });
  },
);

test.for([
  ["404", "4XX"],
  ["200", "2XX"],
  ["302", "3XX"],
])("a status %s is none", async ([httpstatus = "", httpstatusgroup = ""]) => {
  const { traffic } = useMetrics([{ of: at(users, green, { httpstatus, httpstatusgroup }), values: [10] }]);
  expect((await traffic.perOrigin(aPair(), span(1))).green?.serverErrors).toBe(0);
});

test("nothing told of users at all is no count, not even of the origin that had none", async () => {
  const { traffic } = useMetrics([{ of: at(preview, green), values: [5] }]);
  expect(await traffic.perOrigin(aPair(), span(1))).toEqual({ blue: null, green: null });
});

test("Azure Monitor is asked for every endpoint, origin and status, and for all of the series", async () => {
  const { traffic, asked } = useMetrics([]);
  await traffic.perOrigin(aPair(), span(1));
  const filters = asked.map(({ searchParams }) => searchParams.get("filter"));
  expect(filters).toEqual([
    "Endpoint eq '*' and Origin eq '*' and HttpStatus eq '*' and HttpStatusGroup eq '*'",
    "Endpoint eq '*' and Origin eq '*'",
  ]);
  // ten are told without a word
  expect(Number(asked[0]?.searchParams.get("top"))).toBeGreaterThanOrEqual(100);
});

test("the worst of the newest minute is how well an origin is", async () => {
  const { traffic } = useMetrics([
    { of: { origin: blue ?? "", origingroup: "blue" }, values: [0, 100] },
    { of: { origin: blue ?? "", origingroup: "green" }, values: [0, 50] },
  ]);
  expect(await traffic.originHealth(aPair(), span(2))).toEqual({
    blue: { percentage: 50, measuredAt: "2026-11-05T09:02:00.000Z" },
    green: null,
  });
});

test("a metric that Azure Monitor could not tell is trouble that passes, no absence of users", async () => {
  const { traffic } = useMetrics([], { errorCode: "Throttled" });
  expect(await troubleOf(traffic.perMinute(aPair(), span(1)))).toMatchObject({
    reaction: "later",
    code: "METRICS_THROTTLED",
  });
});

test("throttled metrics tell how long to wait", async () => {
  const { traffic } = useMetrics([], { status: 429 });
  expect(await troubleOf(traffic.perMinute(aPair(), span(1)))).toMatchObject({
    reaction: "later",
    retryAfterSeconds: 60,
  });
});
