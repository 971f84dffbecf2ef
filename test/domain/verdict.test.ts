import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, type Sample } from "../../src/domain/probing/verdict.ts";

const policy = { samples: 10, healthyAtLeast: 9, intervalSeconds: 15 };
const at = "2026-11-05T09:00:00.000Z";
const samples = (passed: number, failed: number, unknown = 0): readonly Sample[] => [
  ...Array<Sample>(passed).fill({ at, outcome: "pass" }),
  ...Array<Sample>(failed).fill({ at, outcome: "fail", evidence: "status 503" }),
  ...Array<Sample>(unknown).fill({ at, outcome: "unknown", evidence: "no name" }),
];

describe("nine of ten", () => {
  test.for([
    [10, 0, 0, "healthy"],
    [9, 1, 0, "healthy"],
    [8, 2, 0, "unhealthy"],
    [0, 2, 0, "unhealthy"],
    [8, 0, 0, "inconclusive"],
    [0, 0, 10, "inconclusive"],
    [8, 1, 1, "inconclusive"],
    [0, 0, 0, "inconclusive"],
  ] as const)("%i passed, %i failed, %i unknown is %s", ([passed, failed, unknown, verdict]) => {
    expect(judge(samples(passed, failed, unknown), policy).verdict).toBe(verdict);
  });

  test("tells each observation once", () => {
    expect(judge(samples(0, 3, 2), policy).evidence).toEqual(["status 503", "no name"]);
  });

  test("is never healthy without enough passes, however many samples say nothing", () => {
    fc.assert(
      fc.property(
        fc.nat(8),
        fc.nat(20),
        fc.nat(20),
        (passed, failed, unknown) => judge(samples(passed, failed, unknown), policy).verdict !== "healthy",
      ),
      { seed: 20261105 },
    );
  });
});
