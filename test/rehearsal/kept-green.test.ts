import { expect, test } from "vitest";
import type { Report } from "../../src/rehearsal/report.ts";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

let first: Report;

test("a kept green is started, climbs, and takes all users", async () => {
  first = await rehearsed("kept-green", "--seed", "1");
  expect(first.why).toEqual([]);
  expect(refusedByModel(first, "kept")).toBeNull();
  expect(first).toMatchObject({ ok: true, outcome: "completed", active: { after: "green" } });
  expect(first.azure.calls["ManagedClusters_Start"]).toBe(1);
  expect(first.requests.failedBy.swap).toBe(0);
  expect(first.requests.total).toBeGreaterThanOrEqual(1000);
}, 120_000);

test("the same seed gives the same rehearsal, another seed another one", async () => {
  expect((await rehearsed("kept-green", "--seed", "1")).traceHash).toBe(first.traceHash);
  expect((await rehearsed("kept-green", "--seed", "2")).traceHash).not.toBe(first.traceHash);
}, 240_000);
