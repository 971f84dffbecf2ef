import { reportOf, type Findings, type Report } from "../../src/rehearsal/report.ts";
import { scenarios } from "../../src/rehearsal/scenarios.ts";
import { worldOf } from "../../src/rehearsal/world.ts";
import { shop } from "./odd-pairs.ts";

/** What a rehearsal of bad-green has found: it broke nothing, and nothing has happened. */
export function findings(found: Partial<Findings> = {}): Findings {
  const scenario = scenarios.find(({ name }) => name === "bad-green");
  if (scenario === undefined) throw new TypeError("no bad-green");
  const seed = worldOf(shop);
  const pair = { active: "blue", notices: [] } as const;
  const requests = {
    total: 0,
    failed: 0,
    failedBy: { swap: 0, sickEnvironment: 0 },
    perColor: { blue: 0, green: 0 },
    firstFailures: [],
  };
  return {
    scenario,
    seed,
    drawSeed: 1,
    router: "route",
    broken: [],
    before: pair,
    after: pair,
    operations: [],
    cloud: {
      arm: { calls: {}, writes: [], throttled: 0 },
      requests,
      shares: { blue: 1, green: 0 },
      nowMs: Date.parse(seed.startsAt),
    },
    delivered: 0,
    refusal: null,
    kills: 0,
    restarts: 0,
    wallMs: 25_000,
    logs: ["/logs/host.log", "/logs/cloud.log"],
    ...found,
  };
}

export const aReport = (differing: Partial<Report> = {}): Report => ({
  ...reportOf(findings()),
  ok: true,
  why: [],
  outcome: "completed",
  ...differing,
});
