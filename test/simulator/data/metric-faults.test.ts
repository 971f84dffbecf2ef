import type { MetricsClient } from "@azure/monitor-query-metrics";
import { expect, test } from "vitest";
import { profileId, useCloud } from "./a-cloud.ts";
import { useMetricsClient } from "./sdk-clients.ts";

async function countsOf(client: MetricsClient, filter: string, minutes: number) {
  const startTime = new Date("2026-11-05T09:00:00Z");
  const [result] = await client.queryResources(
    [profileId],
    ["OriginRequestCount"],
    "Microsoft.Cdn/profiles",
    {
      startTime,
      endTime: new Date(startTime.getTime() + minutes * 60_000),
      interval: "PT1M",
      aggregation: "total",
      filter,
    },
  );
  return (result?.metrics[0]?.timeseries ?? []).map(({ metadatavalues, data }) => ({
    of: metadatavalues?.map(({ value }) => value).join(" "),
    counts: (data ?? []).map(({ total }) => total),
  }));
}

test("minutes in a gap have no data, neither then nor later", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  await cloud.pass(2);
  cloud.plane.addFault({ kind: "metricsGap", minutes: 3 });
  await cloud.pass(60);
  const [blue] = await countsOf(client, "Origin eq '*'", 7);
  expect(blue?.counts.map((count) => count !== undefined)).toEqual([
    true,
    true,
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(await countsOf(client, "Origin eq '*'", 2)).toHaveLength(1);
});

test("a span that lies in a gap as a whole has no series, as if there had been no traffic", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  cloud.plane.addFault({ kind: "metricsGap", minutes: 10 });
  await cloud.pass(30);
  expect(await countsOf(client, "Origin eq '*'", 10)).toEqual([]);
});

test("throttled metrics answer 429 and say how long to wait, until their time is over", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  cloud.plane.addFault({ kind: "metricsThrottled", minutes: 60, retryAfterSeconds: 300 });
  await cloud.pass(59);
  const refused = await countsOf(client, "Origin eq '*'", 5).catch((error: unknown) => error);
  expect(refused).toMatchObject({ statusCode: 429, code: "TooManyRequests" });
  expect((refused as { response: { headers: Headers } }).response.headers.get("retry-after")).toBe("300");
  await cloud.pass(1);
  expect(await countsOf(client, "Origin eq '*'", 5)).toHaveLength(1);
});

test("requests whose answer nobody has waited for have the status 0, in a group of their own", async () => {
  const cloud = await useCloud({ seed: { edges: 2 } });
  const client = await useMetricsClient(cloud);
  await cloud.pass(2);
  cloud.plane.addFault({ kind: "requestsTimeOut", color: "blue", percent: 25 });
  await cloud.plane.traffic.catchUp();
  await cloud.pass(10);
  const series = await countsOf(client, "HttpStatus eq '*' and HttpStatusGroup eq '*'", 4);
  const [zero, good] = [series.find(({ of }) => of === "0 0XX"), series.find(({ of }) => of === "200 2XX")];
  expect(zero?.counts.map((count) => count !== undefined)).toEqual([false, false, true, true]);
  expect(Number(zero?.counts[2]) / (Number(zero?.counts[2]) + Number(good?.counts[2]))).toBeCloseTo(0.25, 3);
});
