import { expect, test } from "vitest";
import type { MetricsClient } from "@azure/monitor-query-metrics";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";
import { useMetricsClient } from "./sdk-clients.ts";

const minuteMs = 60_000;
const toGreen = { properties: { originGroup: { id: `${profileId}/originGroups/green` } } };
const endpointHost = (cloud: Cloud, name: string) =>
  cloud.plane.hosts().find(({ host }) => host.startsWith(`${name}-`) && host.endsWith(".azurefd.net"))
    ?.host ?? "";

/** Requests at each origin, minute by minute, through Microsoft's own client. */
async function perMinute(
  client: MetricsClient,
  span: { readonly endpoint: string; readonly from: string; readonly to: string },
): Promise<Readonly<Record<string, readonly (number | undefined)[]>>> {
  const [result] = await client.queryResources(
    [profileId],
    ["OriginRequestCount"],
    "Microsoft.Cdn/profiles",
    {
      startTime: new Date(span.from),
      endTime: new Date(span.to),
      interval: "PT1M",
      aggregation: "total",
      filter: `Origin eq '*' and Endpoint eq '${span.endpoint}'`,
    },
  );
  const series = result?.metrics[0]?.timeseries ?? [];
  return Object.fromEntries(
    series.map(({ metadatavalues, data }) => [
      metadatavalues?.find(({ name }) => name === "origin")?.value ?? "",
      (data ?? []).map(({ total }) => total),
    ]),
  );
}

test("counts are whole, differ by no minute at rest, and none is younger than three minutes", async () => {
  const cloud = await useCloud();
  const client = await useMetricsClient(cloud);
  cloud.agenda.moveTo(Date.parse("2026-11-05T09:10:30Z"));
  await cloud.plane.traffic.catchUp();

  const endpoint = endpointHost(cloud, "shop");
  const span = { endpoint, from: "2026-11-05T09:00:00Z", to: "2026-11-05T09:10:00Z" };
  const counts = await perMinute(client, span);
  expect(Object.keys(counts)).toEqual(["blue.shop.example:443"]);
  const blue = counts["blue.shop.example:443"] ?? [];
  expect(blue).toHaveLength(7);
  expect(new Set(blue).size).toBe(1);
  expect(Number.isInteger(blue[0])).toBe(true);
  expect(blue[0]).toBeGreaterThan(8 * 20 * 60);
  expect(blue[0]).toBeLessThan(8 * 60 * 60);
});

test("the share moves over as edges follow, and the other origin's series ends", async () => {
  const cloud = await useCloud();
  const client = await useMetricsClient(cloud);
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 10 });
  cloud.arm("PATCH", usersRouteId, toGreen);
  await cloud.pass(30);

  const endpoint = endpointHost(cloud, "shop");
  const counts = await perMinute(client, {
    endpoint,
    from: "2026-11-05T09:08:00Z",
    to: "2026-11-05T09:25:00Z",
  });
  const blue = counts["blue.shop.example:443"] ?? [];
  const green = counts["green.shop.example:443"] ?? [];
  const rest = blue[0] ?? 0;
  expect([blue.length, green.length]).toEqual([17, 17]);
  expect(green.slice(0, 2)).toEqual([undefined, undefined]);
  expect(green[16]).toBe(rest);
  expect(blue[16]).toBeUndefined();
  for (const [minute, count] of green.entries()) {
    expect(Math.abs((count ?? 0) + (blue[minute] ?? 0) - rest)).toBeLessThanOrEqual(1);
  }

  const later = await perMinute(client, {
    endpoint,
    from: "2026-11-05T09:25:00Z",
    to: "2026-11-05T09:35:00Z",
  });
  expect(Object.keys(later)).toEqual(["green.shop.example:443"]);
});

test("checks through a preview endpoint are counted there and not among the users'", async () => {
  const cloud = await useCloud();
  const client = await useMetricsClient(cloud);
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  const preview = endpointHost(cloud, "preview-green");
  for (let nth = 0; nth < 3; nth += 1) await cloud.get(preview, "/");
  await cloud.pass(10);

  const span = { from: "2026-11-05T09:10:00Z", to: "2026-11-05T09:11:00Z" };
  expect(await perMinute(client, { ...span, endpoint: preview })).toEqual({ "green.shop.example:443": [3] });
  const users = await perMinute(client, { ...span, endpoint: endpointHost(cloud, "shop") });
  expect(Object.keys(users)).toEqual(["blue.shop.example:443"]);
});

test("a route that sends users nowhere has no series at all", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  cloud.arm("PATCH", usersRouteId, { properties: { enabledState: "Disabled" } });
  await cloud.pass(40);
  const endpoint = endpointHost(cloud, "shop");
  const span = { endpoint, from: "2026-11-05T09:25:00Z", to: "2026-11-05T09:35:00Z" };
  expect(await perMinute(client, span)).toEqual({});
});

async function seriesOf(
  client: MetricsClient,
  metric: string,
  asked: { readonly aggregation: "total" | "average"; readonly filter: string; readonly minutes: number },
): Promise<Readonly<Record<string, readonly (number | undefined)[]>>> {
  const { aggregation, filter, minutes } = asked;
  const [result] = await client.queryResources([profileId], [metric], "Microsoft.Cdn/profiles", {
    startTime: new Date("2026-11-05T09:00:00Z"),
    endTime: new Date(Date.parse("2026-11-05T09:00:00Z") + minutes * minuteMs),
    interval: "PT1M",
    aggregation,
    filter,
  });
  return Object.fromEntries(
    (result?.metrics[0]?.timeseries ?? []).map(({ metadatavalues, data }) => [
      metadatavalues?.map(({ value }) => value).join(" ") ?? "",
      (data ?? []).map((point) => point[aggregation]),
    ]),
  );
}

test("a sick environment's requests are counted as 5XX from the moment it turns sick until it recovers", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  await cloud.pass(2);
  cloud.plane.addFault({ kind: "clusterTurnsSick", color: "blue" });
  await cloud.plane.traffic.catchUp();
  await cloud.pass(1.5);
  cloud.plane.addFault({ kind: "clusterRecovers", color: "blue" });
  await cloud.plane.traffic.catchUp();
  await cloud.pass(10);

  const filter = "Origin eq 'blue.shop.example:443' and HttpStatusGroup eq '*' and HttpStatus eq '*'";
  const counts = await seriesOf(client, "OriginRequestCount", { aggregation: "total", filter, minutes: 5 });
  const [good, bad] = [counts["blue.shop.example:443 2XX 200"], counts["blue.shop.example:443 5XX 500"]];
  expect(Object.keys(counts)).toHaveLength(2);
  const whole = good?.[0] ?? 0;
  expect(good).toEqual([whole, whole, undefined, Math.round(whole / 2), whole]);
  expect(bad?.[2]).toBe(whole);
  expect(bad?.map((count) => count !== undefined)).toEqual([false, false, true, true, false]);
  const only = await seriesOf(client, "OriginRequestCount", {
    aggregation: "total",
    filter: "Origin eq '*' and HttpStatusGroup eq '5XX'",
    minutes: 5,
  });
  expect(Object.keys(only)).toEqual(["blue.shop.example:443 5XX"]);
});

test("requests that nobody answers are the edge's own 502", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  await cloud.pass(1);
  cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
  await cloud.plane.traffic.catchUp();
  await cloud.pass(10);
  const filter = "HttpStatus eq '*'";
  const counts = await seriesOf(client, "OriginRequestCount", { aggregation: "total", filter, minutes: 3 });
  expect(Object.keys(counts)).toEqual(["200", "502"]);
  expect(counts["502"]?.map((count) => (count ?? 0) > 0)).toEqual([false, true, true]);
});

test("latency is told by origin, and a color that gets slower shows it from then on", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  await cloud.pass(3);
  cloud.plane.addFault({ kind: "latencyDiffers", color: "blue", ms: 500 });
  await cloud.pass(10);
  const filter = `Origin eq '*' and Endpoint eq '${endpointHost(cloud, "shop")}'`;
  const series = await seriesOf(client, "OriginLatency", { aggregation: "average", filter, minutes: 6 });
  expect(Object.keys(series)).toEqual([`blue.shop.example:443 ${endpointHost(cloud, "shop")}`]);
  const latencies = Object.values(series)[0] ?? [];
  expect(latencies[0]).toBeGreaterThan(20);
  expect(latencies[0]).toBeLessThan(40);
  for (const [minute, ms] of latencies.entries()) {
    expect(ms).toBeCloseTo((latencies[0] ?? 0) + (minute < 3 ? 0 : 500), 5);
  }
});

test("silent metrics answer without data for any time, until they speak again", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  const endpoint = endpointHost(cloud, "shop");
  const span = { endpoint, from: "2026-11-05T09:00:00Z", to: "2026-11-05T09:05:00Z" };
  await cloud.pass(10);
  cloud.plane.addFault({ kind: "metricsSilent" });
  expect(await perMinute(client, span)).toEqual({});
  cloud.plane.addFault({ kind: "metricsSpeak" });
  expect(Object.keys(await perMinute(client, span))).toEqual(["blue.shop.example:443"]);
});

test("the health of each origin is the share of probes it passed", async () => {
  const cloud = await useCloud();
  const client = await useMetricsClient(cloud);
  cloud.agenda.moveTo(cloud.agenda.now() + 10 * minuteMs);
  cloud.setCluster("blue", { workloadsReady: false });
  await cloud.plane.traffic.catchUp();
  await cloud.pass(10);

  const [result] = await client.queryResources(
    [profileId],
    ["OriginHealthPercentage"],
    "Microsoft.Cdn/profiles",
    {
      startTime: new Date("2026-11-05T09:08:00Z"),
      endTime: new Date("2026-11-05T09:12:00Z"),
      interval: "PT1M",
      aggregation: "average",
      filter: "Origin eq '*' and OriginGroup eq 'blue'",
    },
  );
  const series = result?.metrics[0]?.timeseries ?? [];
  expect(series).toHaveLength(1);
  expect(series[0]?.data?.map(({ average }) => average)).toEqual([100, 100, 0, 0]);
});

test.for([
  ["another namespace", ["OriginRequestCount"], "Microsoft.Storage/storageAccounts", {}],
  ["an unknown metric", ["Cpu"], "Microsoft.Cdn/profiles", {}],
  ["an unknown dimension", ["OriginRequestCount"], "Microsoft.Cdn/profiles", { filter: "Color eq '*'" }],
  ["a filter that is none", ["OriginRequestCount"], "Microsoft.Cdn/profiles", { filter: "blue please" }],
] as const)(
  "%s is a 400 that Microsoft's client understands",
  async ([, names, namespace, options], { expect }) => {
    const client = await useMetricsClient(await useCloud({ seed: { edges: 1 } }));
    await expect(client.queryResources([profileId], [...names], namespace, options)).rejects.toMatchObject({
      statusCode: 400,
      code: "BadRequest",
    });
  },
);

test("another resource is a 404", async () => {
  const client = await useMetricsClient(await useCloud({ seed: { edges: 1 } }));
  const stranger = profileId.replace("fd-shop", "fd-other");
  await expect(
    client.queryResources([stranger], ["OriginRequestCount"], "Microsoft.Cdn/profiles", {}),
  ).rejects.toMatchObject({ statusCode: 404 });
});
