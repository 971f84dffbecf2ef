import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("a green that fails its checks is never seen by a user", async () => {
  const report = await rehearsed("bad-green");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "kept")).toBeNull();
  expect(report).toMatchObject({ ok: true, outcome: "aborted", active: { after: "blue" } });
  expect(report.requests.perColor.green).toBe(0);
  expect(report.requests.failedBy.swap).toBe(0);
  expect(report.requests.total).toBeGreaterThanOrEqual(1000);
}, 120_000);
