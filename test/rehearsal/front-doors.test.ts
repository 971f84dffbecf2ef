import { expect, test } from "vitest";
import type { Report } from "../../src/rehearsal/report.ts";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

function expectAllMoved(report: Report): void {
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "green" } });
  expect(report.requests.failed).toBe(0);
  expect(report.azure.criticalPathFrontDoorWrites).toBe(1);
}

test.for([
  ["origin-mode", "kept", "origin"],
  ["two-routes", "kept", "origin"],
  ["new-address", "absent", "route"],
] as const)(
  "%s: green takes all users by one write, and the swap fails nobody",
  { timeout: 180_000 },
  async ([scenario, idle, mode]) => {
    const report = await rehearsed(scenario);
    expectAllMoved(report);
    expect(refusedByModel(report, idle, { mode })).toBeNull();
  },
);

// the whole profile is written at once there, so a write does not say which entry it is about
test("classic: green takes all users by one write, and the swap fails nobody", async () => {
  const report = await rehearsed("classic");
  expectAllMoved(report);
  expect(report.requests.perColor.green).toBeGreaterThan(1000);
}, 180_000);

test("progressive: users move in five steps, and the swap fails nobody", async () => {
  const report = await rehearsed("progressive");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", requests: { failed: 0 } });
  const shares = [5, 25, 50, 90, 100];
  expect(refusedByModel(report, "kept", { shares, threats: { moods: true } })).toBeNull();
}, 180_000);
