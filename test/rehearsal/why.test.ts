import { expect, test } from "vitest";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import { reportOf } from "../../src/rehearsal/report.ts";
import type { SeenOperation } from "../../src/rehearsal/scenario.ts";
import { summaryOf } from "../../src/rehearsal/summary.ts";
import { findings } from "./a-report.ts";

const at = "2026-11-05T09:40:00.000Z";
const entry = (number: number, event: SeenOperation["journal"][number]["event"], data = {}) => ({
  number,
  at,
  event,
  data,
});
const paused: SeenOperation = {
  id: operationIdOf("shop", 1, "upgrade"),
  pair: "shop",
  kind: "upgrade",
  phase: "paused",
  why: "home cannot be asked",
  outcome: null,
  active: "blue",
  candidate: "green",
  epoch: 1,
  startedAt: at,
  versions: { from: "1.34.9", target: "1.36.4", hops: [] },
  verdicts: [
    {
      at,
      color: "green",
      verdict: "inconclusive",
      passed: 0,
      failed: 0,
      unknown: 10,
      evidence: ["home via origin: the setting SHOP_KEY is empty"],
      latencyMs: null,
    },
  ],
  traffic: null,
  move: null,
  wayBack: null,
  rollouts: { written: 0, spreading: 0 },
  frozenSince: null,
  allowed: [],
  journal: [
    entry(1, "upgrade.started"),
    entry(2, "phase.entered", { phase: "verifying" }),
    entry(3, "verdict.given"),
  ],
};

test("a failed rehearsal says why: the operation's own reason, the verdict's evidence, the journal's end, the logs", () => {
  const report = reportOf(findings({ operations: [paused], broken: ["shop-1-upgrade has paused."] }));
  expect(report.ok).toBe(false);
  expect(report.why).toEqual([
    "shop-1-upgrade has paused.",
    "The outcome is null instead of aborted.",
    "shop-1-upgrade (paused) says: home cannot be asked",
    `The verdict on green at ${at} was inconclusive (0 looks passed, 0 failed, 10 said nothing): home via origin: the setting SHOP_KEY is empty`,
    `Journal of shop-1-upgrade: ${at} upgrade.started`,
    `Journal of shop-1-upgrade: ${at} phase.entered {"phase":"verifying"}`,
    `Journal of shop-1-upgrade: ${at} verdict.given`,
    "Logs: /logs/host.log, /logs/cloud.log",
  ]);
  for (const reason of report.why) expect(summaryOf(report, paused)).toContain(reason);
});

test("what went well needs no evidence", () => {
  const aborted: SeenOperation = { ...paused, phase: "aborting", outcome: "aborted" };
  expect(reportOf(findings({ operations: [aborted] }))).toMatchObject({ ok: true, why: [] });
});

test("approvals that the driver gave are told", () => {
  const journal = [entry(1, "approval.given", { for: "start" })];
  const report = reportOf(findings({ operations: [{ ...paused, journal }] }));
  expect(report.approvals).toEqual([{ at, operationId: "shop-1-upgrade", for: "start" }]);
  expect(summaryOf(report, undefined)).toMatch(/Approved +start/);
});
