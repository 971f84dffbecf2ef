import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("with timers that fire up to a second early the upgrade and the way back go as well", async () => {
  const report = await rehearsed("rollback-after-completion", "--early-timers");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "blue" } });
  expect(report.requests.failed).toBe(0);
  expect(refusedByModel(report, "kept")).toBeNull();
}, 180_000);
