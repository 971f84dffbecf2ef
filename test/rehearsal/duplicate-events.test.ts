import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test("fifty copies of one event start one upgrade, and every other copy is told as ignored", async () => {
  const report = await rehearsed("duplicate-events");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", events: { delivered: 50, started: 1 } });
  expect(report.events.ignored).toHaveLength(49);
  expect(report.requests.failedBy.swap).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
}, 240_000);
