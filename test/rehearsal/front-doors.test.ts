import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test.for(["origin-mode", "two-routes", "classic", "new-address"])(
  "%s: green takes all users by one write, and the swap fails nobody",
  { timeout: 180_000 },
  async (scenario) => {
    const report = await rehearsed(scenario);
    expect(report.why).toEqual([]);
    expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "green" } });
    expect(report.requests.failed).toBe(0);
    expect(report.azure.criticalPathFrontDoorWrites).toBe(1);
  },
);

test("progressive: users move in five steps, and the swap fails nobody", async () => {
  const report = await rehearsed("progressive");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", requests: { failed: 0 } });
}, 180_000);
