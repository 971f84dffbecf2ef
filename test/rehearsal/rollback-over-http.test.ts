import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("one HTTP call in the soak takes users back", async () => {
  const report = await rehearsed("rollback-over-http");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
  expect(report.requests.failedBy.swap).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
}, 120_000);
