import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test("an Azure that throttles and spreads changes slowly only costs time", async () => {
  const report = await rehearsed("busy-azure");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "green" } });
  expect(report.azure.throttled).toBe(10);
  expect(report.requests.failed).toBe(0);
}, 240_000);
