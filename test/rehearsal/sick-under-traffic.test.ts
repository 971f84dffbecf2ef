import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("a green that turns sick under traffic is left by itself, and what it failed is counted apart", async () => {
  const report = await rehearsed("sick-under-traffic");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
  expect(report.requests.failedBy.sickEnvironment).toBeGreaterThan(0);
  expect(report.requests.failedBy.swap).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
}, 120_000);
