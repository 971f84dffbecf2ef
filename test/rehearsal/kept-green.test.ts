import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("a kept green is started, climbs, and takes all users", async () => {
  const report = await rehearsed("kept-green");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "green" } });
  expect(report.azure.calls["ManagedClusters_Start"]).toBe(1);
  expect(report.requests.failedBy.swap).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
}, 120_000);
