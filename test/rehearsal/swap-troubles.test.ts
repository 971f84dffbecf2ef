import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test.for(["stuck-edge", "hand-edited-route", "late-patch", "rollback-races-swap"])(
  "%s: users are back on blue, and the swap has failed nobody",
  { timeout: 180_000 },
  async (scenario) => {
    const report = await rehearsed(scenario);
    expect(report.why).toEqual([]);
    expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
    expect(report.requests.failed).toBe(0);
  },
);
