import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("with Front Door frozen the gate brings everybody back to blue; the route follows after the thaw", async () => {
  const report = await rehearsed("frozen-front-door");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
  expect(report.requests.failed).toBe(0);
  expect(report.requests.perColor.green).toBeGreaterThan(1000);
  // staging, swap, and the one write back: nothing was written only to find out
  expect(report.azure.frontDoorWrites).toBe(3);
}, 180_000);

test("with the storage away for half an hour gates keep their state and the upgrade completes", async () => {
  const report = await rehearsed("storage-outage");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "completed", requests: { failed: 0 } });
}, 180_000);

test("with both sides sick it halts once and touches nothing", async () => {
  const report = await rehearsed("both-sick");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "halted", requests: { failedBy: { swap: 0 } } });
}, 180_000);
