import { describe, expect, test } from "vitest";
import { stepNames } from "./step-names.ts";
import { caughtBy, plantedBugs } from "./planted-bugs.ts";
import { calm, lookAround, type Corner } from "./space.ts";

const everything = { moods: true, freezes: true, lateWrites: true };

const corners: readonly (readonly [string, Corner, number])[] = [
  [
    "40 edges, environments that turn sick and well",
    { edges: 40, mode: "route", threats: { ...calm, moods: true } },
    70_000,
  ],
  [
    "40 edges, a freezing Front Door, late writes, and a second start, rival or takeover",
    { edges: 40, mode: "route", threats: { ...calm, freezes: true, lateWrites: true, starts: 1 } },
    500_000,
  ],
  [
    "all of it at once and a second start",
    { edges: 2, mode: "route", threats: { ...everything, starts: 1 } },
    400_000,
  ],
  [
    "two more starts: rivals, takeovers, rollbacks of rollbacks",
    { edges: 2, mode: "route", threats: { ...calm, freezes: true, lateWrites: true, starts: 2 } },
    200_000,
  ],
  [
    "three more: whoever takes over dies, and somebody takes over from him",
    { edges: 2, mode: "route", threats: { ...calm, starts: 3 } },
    80_000,
  ],
  [
    "users moved by priority, all of it at once",
    { edges: 2, mode: "origin", threats: { ...everything, starts: 0 } },
    70_000,
  ],
  [
    "users moved by priority, late writes and a second start",
    { edges: 2, mode: "origin", threats: { ...calm, freezes: true, lateWrites: true, starts: 1 } },
    80_000,
  ],
  [
    "users moved by priority, and a second start",
    { edges: 40, mode: "origin", threats: { ...calm, freezes: true, starts: 1 } },
    100_000,
  ],
];

describe("seen from every side, no state breaks a promise and none is a dead end", () => {
  test.for(corners)("%s", { timeout: 120_000 }, ([, corner, fewest]) => {
    const { broken, deadEnd, states } = lookAround(corner);
    expect(broken).toBeNull();
    expect(deadEnd).toBeNull();
    expect(states).toBeGreaterThan(fewest);
  });

  test("and every step of the story is taken somewhere", () => {
    const threats = { ...everything, starts: 1 };
    const seen = lookAround({ edges: 1, mode: "route", threats });
    expect(stepNames.filter((name) => !seen.stepsTaken.has(name))).toEqual([]);
  }, 60_000);
});

describe("a planted bug breaks a promise", () => {
  test.for(plantedBugs.map((bug) => [bug.name, bug] as const))("%s", { timeout: 60_000 }, ([, bug]) => {
    expect(caughtBy(bug)).not.toBeNull();
  });
});
