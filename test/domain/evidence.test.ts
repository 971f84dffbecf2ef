import { describe, expect, test } from "vitest";
import { weigh, type Decision } from "../../src/domain/evidence/evidence.ts";

const now = "2026-11-05T10:00:00.000Z";
const ago = (seconds: number): string => new Date(Date.parse(now) - seconds * 1000).toISOString();

/** What an operator reads in the runbook: how old what may be for which decision. */
const table: readonly (readonly [decision: Decision, what: string, seconds: number])[] = [
  ["swap", "proof", 600],
  ["swap", "baseline", 1_800],
  ["share", "verdict", 300],
  ["share", "arrival", 600],
  ["endSoak", "verdict", 300],
  ["endSoak", "arrival", 600],
  ["retire", "verdict", 300],
  ["retire", "arrival", 600],
  ["stop", "quiet", 600],
  ["takeBack", "probes", 300],
  ["takeBack", "wayBack", 120],
];

const weighed = (decision: Decision, what: string, takenAt: string | null) =>
  weigh({ decision, what: what as never }, takenAt === null ? null : { fact: "seen", takenAt }, now);

describe.for(table)("for %s a %s", ([decision, what, seconds]) => {
  test(`is good for ${seconds} seconds, and no longer`, () => {
    expect(weighed(decision, what, ago(seconds))).toEqual({ kind: "fresh", fact: "seen" });
    expect(weighed(decision, what, ago(seconds + 1)).kind).toBe("expired");
  });

  test("that was never taken is missing", () => {
    expect(weighed(decision, what, null)).toEqual({ kind: "missing", why: `there is no ${what}` });
  });
});

test("a time that cannot be read is not young", () => {
  expect(weighed("swap", "proof", "just now").kind).toBe("expired");
});

test("what is too old says of when it is, and how old it may be", () => {
  expect(weighed("stop", "quiet", ago(601))).toMatchObject({
    why: expect.stringContaining("none older than 600 s") as string,
  });
});
