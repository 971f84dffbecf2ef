import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { odd } from "./odd-pairs.ts";
import { rehearsed } from "./run-rehearsal.ts";

async function onPair(kind: keyof typeof odd, scenario: string) {
  const folder = await mkdtemp(join(tmpdir(), "pair-"));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const file = join(folder, "pair.json");
  await writeFile(file, JSON.stringify(odd[kind]));
  return rehearsed(scenario, "--pair", file);
}

test("somebody's own pair in origin mode is approved by the driver, and a hand moves its users by their priority", async () => {
  const report = await onPair("origin mode, two routes, approvals", "hand-edited-route");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, operationId: "orders-eu-1-upgrade", outcome: "rolledBack" });
  expect(report.approvals.map((one) => one.for)).toEqual(["start", "swap"]);
  expect(report.requests.failed).toBe(0);
}, 240_000);

test.for([
  ["origin mode, two routes, approvals", "not-ready"],
  ["classic", "not-ready"],
  ["classic", "sticky-sessions"],
] as const)("somebody's own pair, %s, is refused in %s", { timeout: 60_000 }, async ([kind, scenario]) => {
  const report = await onPair(kind, scenario);
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "refused", operations: [] });
});
