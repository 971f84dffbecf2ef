import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test.for(["sticky-sessions", "not-ready"])(
  "%s: the upgrade is refused before anything is written",
  { timeout: 60_000 },
  async (scenario) => {
    const report = await rehearsed(scenario);
    expect(report.why).toEqual([]);
    expect(report).toMatchObject({ ok: true, outcome: "refused", active: { after: "blue" }, operations: [] });
    expect(report.events.started).toBe(0);
  },
);
