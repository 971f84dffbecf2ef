import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

// on time it is the first half of rollback-twice
test("one HTTP call after completion starts blue, proves it, and takes users back, also with timers that fire early", async () => {
  const report = await rehearsed("rollback-after-completion", "--early-timers");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "blue" } });
  expect(report.operations.map(({ kind, outcome }) => `${kind} ${String(outcome)}`)).toEqual([
    "upgrade completed",
    "rollback completed",
  ]);
  expect(report.requests.failed).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
}, 240_000);
