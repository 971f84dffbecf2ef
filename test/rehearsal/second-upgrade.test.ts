import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test("the next upgrade goes the other way round, to a version that was not offered before", async () => {
  const report = await rehearsed("second-upgrade");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "blue" } });
  expect(report.version).toEqual({ before: "1.34.9", after: "1.37.1" });
  expect(report.requests.failedBy.swap).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
}, 240_000);
