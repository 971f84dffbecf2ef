import { describe, expect, test } from "vitest";
import { mayStop, type StopFacts } from "../../src/domain/guards/stop.ts";
import { withChange } from "../../src/domain/swap/protocol.ts";
import { aRouter } from "../support/a-router.ts";

const now = "2026-11-05T10:00:00.000Z";
const swapped = (["stage", "swap"] as const).reduce(
  (router, step) => withChange(router, { step, candidate: "green", percent: 100 }),
  aRouter("blue"),
);
const retired = withChange(swapped, { step: "retire", candidate: "green", percent: 100 });
const facts = (wanted: Partial<StopFacts> = {}): StopFacts => ({
  color: "blue",
  router: retired,
  quiet: { fact: "quiet", takenAt: "2026-11-05T09:57:00.000Z" },
  expectsTraffic: true,
  now,
  ...wanted,
});
const young = (fact: "quiet" | "busy" | "noTraffic" | "noData") => ({ fact, takenAt: now });

describe("a cluster is stopped, whoever asks,", () => {
  test("when nothing enabled leads there, users are elsewhere, and it was quiet just now", () => {
    expect(mayStop(facts())).toEqual({ kind: "go" });
  });

  test.for<[string, Partial<StopFacts>]>([
    ["users are on it", { router: aRouter("blue") }],
    ["nobody can tell where users are", { router: aRouter("blue", { routeEnabled: false }) }],
    ["it is still the standby of the group that users are on", { router: swapped }],
    [
      "another route of the profile leads there",
      { router: { ...retired, ways: [{ resource: "routes/partners", kind: "other", colors: ["blue"] }] } },
    ],
  ])("never while %s", ([, wanted]) => {
    expect(mayStop(facts(wanted))).toMatchObject({ kind: "refused", passes: false });
  });

  test.for<[string, Partial<StopFacts>]>([
    ["requests still reach it", { quiet: young("busy") }],
    ["the metrics have a gap", { quiet: young("noData") }],
    ["the metrics cannot be read", { quiet: null }],
    ["it was quiet eleven minutes ago", { quiet: { fact: "quiet", takenAt: "2026-11-05T09:49:00.000Z" } }],
    ["the metrics of a pair with users tell of nobody at all", { quiet: young("noTraffic") }],
  ])("not yet while %s", ([, wanted]) => {
    expect(mayStop(facts(wanted))).toMatchObject({ kind: "refused", passes: true });
  });

  test("and the refusal says that users are on it, or what leads there", () => {
    expect(mayStop(facts({ router: aRouter("blue") }))).toMatchObject({ why: "users are on blue" });
    expect(mayStop(facts({ router: swapped }))).toMatchObject({
      why: expect.stringContaining("leads to blue") as string,
    });
  });

  test("also without a request anywhere, where the pair has no users", () => {
    expect(mayStop(facts({ quiet: young("noTraffic"), expectsTraffic: false }))).toEqual({ kind: "go" });
  });
});
