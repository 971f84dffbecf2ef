import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

test("a built green climbs two minors and takes all users; none of 20 000 requests fails", async () => {
  const report = await rehearsed("happy-path", "--requests", "20");
  expect(report.why).toEqual([]);
  expect(refusedByModel(report, "absent")).toBeNull();
  expect(report).toMatchObject({
    schema: 1,
    ok: true,
    outcome: "completed",
    active: { before: "blue", after: "green" },
    version: { before: "1.34.9", after: "1.36.4" },
    requests: { failed: 0 },
    azure: { criticalPathFrontDoorWrites: 1 },
    events: { delivered: 1, started: 1, ignored: [] },
  });
  const { total, perColor } = report.requests;
  expect(total).toBeGreaterThanOrEqual(20_000);
  expect(Math.min(perColor.blue, perColor.green)).toBeGreaterThan(1000);
  expect(report.operations[0]?.phases.map(({ phase }) => phase)).toEqual([
    "planning",
    "building",
    "upgrading",
    "deploying",
    "verifying",
    "swapping",
    "soaking",
    "retiring",
  ]);
}, 120_000);
