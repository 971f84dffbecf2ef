import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runRehearsal } from "./run-rehearsal.ts";

test("--record writes every exchange with whomever the app asked, and no token", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-record-"));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const file = join(folder, "exchanges.jsonl");
  expect((await runRehearsal(["--scenario", "rollback-over-http", "--record", file])).code).toBe(0);
  const text = await readFile(file, "utf8");
  const exchanges = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { method: string; url: string });
  for (const exchange of exchanges) {
    expect(Object.keys(exchange)).toEqual([
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
