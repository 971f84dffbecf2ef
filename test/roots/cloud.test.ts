import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parsePairFile } from "../../src/pair-files.ts";
import { runApp } from "../simulator/control/run-app.ts";
import { endOf, useCloudAlone } from "./a-cloud-alone.ts";

const speed = 50;
/** Two seconds and a half of a busy machine. */
const toleranceMs = 120_000;

/** It goes by the cloud's clock, and asks for users' requests until some are told. */
const app = `
  const token = { authorization: "Bearer a-token", "content-type": "application/json" };
  const clock = new URL("/clock", process.env.IDENTITY_ENDPOINT);
  const profile = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.Cdn/profiles/fd-shop";
  const newest = async () => {
    const query = new URLSearchParams({
      "api-version": "2024-02-01", metricnames: "OriginRequestCount", metricnamespace: "Microsoft.Cdn/profiles",
      starttime: new Date(Date.now() - 600_000).toISOString(), endtime: new Date().toISOString(),
      interval: "PT1M", aggregation: "total", filter: "Origin eq '*'",
    });
    const url = "https://global.metrics.monitor.azure.com/subscriptions/00000000-0000-0000-0000-000000000000/metrics:getBatch?" + query;
    const answer = await fetch(url, { method: "POST", headers: token, body: JSON.stringify({ resourceids: [profile] }) });
    const { values } = await answer.json();
    return values[0].value[0].timeseries[0]?.data.findLast(({ total }) => total !== undefined)?.timeStamp;
  };
  let minute;
  while ((minute = await newest()) === undefined) await new Promise((resolve) => setTimeout(resolve, 1000));
  const cloud = Date.parse((await (await fetch(clock)).text()).replace(" ", "T") + "Z");
  console.log(JSON.stringify({ own: Date.now(), cloud, minute: Date.parse(minute) }));
`;

test("on a faster clock the cloud, its metrics, its gates, its record and an app beside it agree on the time", async () => {
  const own = mkdtempSync(join(tmpdir(), "cloud-test-"));
  onTestFinished(() => rmSync(own, { recursive: true }));
  const record = join(own, "exchanges.jsonl");
  const cloud = await useCloudAlone("--speed", String(speed), "--record", record);
  const { variables, comments } = cloud;
  const faster = /NODE_OPTIONS='(.*)'/.exec(comments.join("\n"))?.[1] ?? "";
  const startMs = Number(variables["CLOUD_CLOCK"]?.split("x")[0]);
  const begunMs = Date.now();
  const told = (await runApp(app, { ...variables, NODE_OPTIONS: faster })) as Record<string, number>;
  const { own: ownMs = 0, cloud: cloudMs = 0, minute = 0 } = told;
  expect(ownMs - startMs).toBeGreaterThan((Date.now() - begunMs) * 10);
  expect(Math.abs(ownMs - cloudMs)).toBeLessThan(toleranceMs);
  expect(cloudMs - minute).toBeGreaterThanOrEqual(3 * 60_000);
  expect(cloudMs - minute).toBeLessThan(10 * 60_000);
  const folder = dirname(variables["NODE_EXTRA_CA_CERTS"] ?? "");
  const [line = "{}"] = readFileSync(join(folder, "gate-blue/log"), "utf8").split("\n");
  expect(Date.parse((JSON.parse(line) as { at: string }).at) - startMs).toBeGreaterThan(5_000);
  const exchanges = readFileSync(record, "utf8").trim().split("\n");
  const { at, answeredAt } = JSON.parse(exchanges.at(-1) ?? "{}") as { at: string; answeredAt: string };
  expect(Math.abs(Date.parse(at) - ownMs)).toBeLessThan(toleranceMs);
  expect(Date.parse(answeredAt)).toBeGreaterThanOrEqual(Date.parse(at));
}, 60_000);

test("the app gets the pair with checks that a faster stopwatch does not fail, and the host a storage of its own", async () => {
  const { variables, comments } = await useCloudAlone("--speed", "10");
  const file = join(variables["PAIRS_FOLDER"] ?? "", "shop.json");
  const pair = parsePairFile(readFileSync(file, "utf8"), file);
  expect(pair.checks.map(({ latencyMs }) => latencyMs)).toEqual([5_000]);
  expect(variables).toMatchObject({
    AzureWebJobsStorage: "UseDevelopmentStorage=true",
    AzureWebJobsStorage__blobServiceUri: "https://stshopbluegreen.blob.core.windows.net",
    FUNCTIONS_WORKER_RUNTIME: "node",
  });
  expect(comments.join("\n")).toContain("npx azurite");
}, 60_000);

test("two clouds share no folder, and each takes its own away", async () => {
  const clouds = [await useCloudAlone(), await useCloudAlone()];
  const folders = clouds.map(({ variables }) => dirname(variables["NODE_EXTRA_CA_CERTS"] ?? ""));
  expect(new Set(folders).size).toBe(2);
  expect(clouds.map(({ variables }) => variables["CLOUD_CLOCK"])).toEqual([undefined, undefined]);
  await Promise.all(clouds.map(async (cloud) => cloud.interrupt()));
  expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
}, 60_000);

test("with users the cloud tells how many requests were asked, where, and how many failed", async () => {
  const cloud = await useCloudAlone("--users");
  const told = await cloud.interrupt();
  const [, total = "0", blue = "0"] = /requests (\d+): blue (\d+), green 0; failed 0 /.exec(told) ?? [];
  expect(Number(total)).toBeGreaterThanOrEqual(32);
  expect(blue).toBe(total);
}, 60_000);

test.for([
  ["--speed", "0"],
  ["--speed", "fast"],
  ["--clock", "virtual"],
])("%s %s is refused as a bad argument", async (words) => {
  const { code, told } = await endOf(...words);
  expect(code).toBe(2);
  expect(told).toContain(words[0]);
});
