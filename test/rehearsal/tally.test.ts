import { expect, test } from "vitest";
import { tallyOf, type Played } from "../../src/rehearsal/tally.ts";
import { aReport } from "./a-report.ts";

test("many scenarios end with a table: how each ended, what failed, how long it took, and why one was not run", () => {
  const failed = { failed: 31, failedBy: { swap: 30, sickEnvironment: 1 } };
  const played: readonly Played[] = [
    { kind: "played", report: aReport({ scenario: "happy-path", wallMs: 24_600 }) },
    {
      kind: "played",
      report: aReport({
        scenario: "classic",
        ok: false,
        outcome: null,
        requests: { ...aReport().requests, ...failed },
        why: ["The outcome is null instead of completed.", "Journal of …"],
      }),
    },
    { kind: "brokeOff", scenario: "bad-green", why: "Time stood still: host is away\nLogs: …" },
    { kind: "notRun", scenario: "progressive", why: "it is about Front Door Standard or Premium" },
  ];
  expect(tallyOf(played).split("\n")).toEqual([
    "",
    "        scenario     ended      failed requests      seconds  why",
    "OK      happy-path   completed  0                    25",
    "NOT OK  classic      not        31: 30 swap, 1 sick  25       The outcome is null instead of completed.",
    "NOT OK  bad-green    broke off                                Time stood still: host is away",
    "-       progressive  not run                                  it is about Front Door Standard or Premium",
    "",
    "1 of 3 scenarios ended as they should. 1 do not fit and were not run.",
    "",
  ]);
});
