import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test.for(["partners-endpoint", "foreign-route", "locked-origin-steps"])(
  "%s: green takes all users, and nobody's request fails",
  { timeout: 240_000 },
  async (scenario) => {
    const report = await rehearsed(scenario);
    expect(report.why).toEqual([]);
    expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "green" } });
    expect(report.requests.failed).toBe(0);
  },
);

test("with locked origins and a frozen Front Door the gate takes users back from a sick green", async () => {
  const report = await rehearsed("locked-origin");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
  expect(report.requests.failedBy.swap).toBe(0);
}, 240_000);
