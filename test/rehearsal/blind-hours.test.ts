import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test.for(["throttled-soak", "halted-and-sick"])(
  "%s: users are taken back from a sick green, whatever the app is not told",
  { timeout: 240_000 },
  async (scenario) => {
    const report = await rehearsed(scenario);
    expect(report.why).toEqual([]);
    expect(refusedByModel(report, "kept")).toBeNull();
    expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
    expect(report.requests.failedBy.swap).toBe(0);
  },
);

test("minutes without data are neither arrival nor quiet", async () => {
  const report = await rehearsed("metrics-gap");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "completed", requests: { failed: 0 } });
}, 240_000);

test("a name that is believed for an hour is waited for before anybody is moved", async () => {
  const report = await rehearsed("slow-dns");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", requests: { failed: 0 } });
}, 240_000);
