import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

/** Whose writes are all our own, and none of them hangs: the model knows nothing of other hands. */
const modeled: ReadonlySet<string> = new Set(["stuck-edge", "rollback-races-swap"]);

test.for(["stuck-edge", "hand-edited-route", "late-patch", "rollback-races-swap"])(
  "%s: users are back on blue, and the swap has failed nobody",
  { timeout: 180_000 },
  async (scenario) => {
    const report = await rehearsed(scenario);
    expect(report.why).toEqual([]);
    expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
    expect(report.requests.failed).toBe(0);
    if (modeled.has(scenario)) expect(refusedByModel(report, "kept")).toBeNull();
  },
);
