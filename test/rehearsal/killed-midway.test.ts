import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("an app killed five times at the worst moments goes on where it was", async () => {
  const report = await rehearsed("killed-midway");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "absent")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "completed", host: { kills: 5, restarts: 5 } });
  expect(report.azure.criticalPathFrontDoorWrites).toBe(1);
  expect(report.requests.failedBy.swap).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
}, 240_000);
