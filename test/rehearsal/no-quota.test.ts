import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test("an upgrade that Azure refuses ends failed, and no user has noticed", async () => {
  const report = await rehearsed("no-quota");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "failed", active: { after: "blue" } });
  expect(report.requests.failed).toBe(0);
  expect(report.azure.calls["Routes_Update"]).toBeUndefined();
}, 120_000);
