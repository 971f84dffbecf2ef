import { expect, test } from "vitest";
import type { Report } from "../../src/rehearsal/report.ts";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

function expectUsersBack(report: Report): void {
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
  expect(report.requests.failed).toBe(0);
}

test.for(["stuck-edge", "rollback-races-swap"])(
  "%s: users are back on blue, and the swap has failed nobody",
  { timeout: 180_000 },
  async (scenario) => {
    const report = await rehearsed(scenario);
    expectUsersBack(report);
    expect(refusedByModel(report, "kept")).toBeNull();
  },
);

test.for([
  ["hand-edited-route", { hands: 1 }],
  ["late-patch", { lateWrites: true }],
] as const)(
  "%s: users are back on blue, whoever else has written",
  { timeout: 180_000 },
  async ([scenario, threats]) => {
    const report = await rehearsed(scenario);
    expectUsersBack(report);
    expect(report.requests.perColor.blue).toBeGreaterThan(1000);
    expect(refusedByModel(report, "kept", { threats })).toBeNull();
  },
);
