import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("one HTTP call in the soak takes users back, and --record writes every exchange with whomever the app asked, but no token", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-record-"));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const file = join(folder, "exchanges.jsonl");
  const report = await rehearsed("rollback-over-http", "--record", file);
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
  expect(report.requests.failedBy.swap).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
  const text = await readFile(file, "utf8");
  const exchanges = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { method: string; url: string });
  for (const exchange of exchanges) {
    expect(Object.keys(exchange)).toEqual([
      "at",
      "answeredAt",
      "method",
      "url",
      "requestHeaders",
      "requestBody",
      "status",
      "responseHeaders",
      "responseBody",
    ]);
  }
  const hosts = new Set(exchanges.map(({ url }) => new URL(url).host));
  expect(hosts).toContain("management.azure.com");
  expect(hosts).toContain("stshopbluegreen.blob.core.windows.net");
  expect(hosts).toContain("global.metrics.monitor.azure.com");
  expect(hosts).toContain("green.shop.example");
  expect(text).not.toMatch(/bearer/i);
}, 120_000);
