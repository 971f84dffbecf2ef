import { describe, expect, test } from "vitest";
import { caughtBy, plantedBugs } from "./planted-bugs.ts";
import { stepNames, type StepName } from "./step-names.ts";
import { calm, lookAround, type Corner } from "./space.ts";

/** Verdicts come from a watch; who looks at it does not need requests that take minutes. */
const watched = { ...calm, watched: true, failings: true, slowRequests: false };
const brisk = { ...calm, slowRequests: false };

const corners: readonly (readonly [string, Corner, number])[] = [
  [
    "40 edges, environments that turn sick and well",
    { edges: 40, mode: "route", threats: { ...calm, moods: true } },
    40_000,
  ],
  [
    "40 edges, a freezing Front Door and writes that hang",
    { edges: 40, mode: "route", threats: { ...calm, freezes: true, lateWrites: true } },
    35_000,
  ],
  [
    "40 edges, writes that hang, and a second start, rival or takeover",
    { edges: 40, mode: "route", threats: { ...brisk, lateWrites: true, starts: 1 } },
    120_000,
  ],
  [
    "sick environments, writes that hang and a second start",
    { edges: 1, mode: "route", threats: { ...brisk, moods: true, lateWrites: true, starts: 1 } },
    60_000,
  ],
  [
    "writes that hang, and two more starts: rivals, takeovers, rollbacks of rollbacks",
    { edges: 1, mode: "route", threats: { ...brisk, lateWrites: true, starts: 2 } },
    50_000,
  ],
  [
    "three more starts: whoever takes over dies, and somebody takes over from him",
    { edges: 1, mode: "route", threats: { ...brisk, starts: 3 } },
    40_000,
  ],
  [
    "users moved by priority, sick environments, a freezing Front Door and writes that hang",
    { edges: 1, mode: "origin", threats: { ...calm, moods: true, freezes: true, lateWrites: true } },
    50_000,
  ],
  [
    "users moved by priority, 40 edges, and a second start",
    { edges: 40, mode: "origin", threats: { ...brisk, freezes: true, starts: 1 } },
    50_000,
  ],
  [
    "users moved share by share, sick environments and writes that hang",
    { edges: 2, mode: "route", shares: [5, 100], threats: { ...brisk, moods: true, lateWrites: true } },
    30_000,
  ],
  [
    "users moved share by share and by priority, sick environments and writes that hang",
    { edges: 1, mode: "origin", shares: [50, 100], threats: { ...calm, moods: true, lateWrites: true } },
    40_000,
  ],
  [
    "somebody else's hand, sick environments, and evidence that grows old",
    { edges: 1, mode: "route", threats: { ...brisk, hands: 1, moods: true, aging: true } },
    40_000,
  ],
  [
    "somebody else's hand and a second start over an owner that has died",
    { edges: 1, mode: "route", threats: { ...brisk, hands: 1, starts: 1 } },
    40_000,
  ],
  [
    "somebody else's hand while users are moved share by share and by priority",
    { edges: 1, mode: "origin", shares: [5, 100], threats: { ...brisk, hands: 1, moods: true } },
    40_000,
  ],
  [
    "clusters that cannot be stopped, and evidence that grows old",
    { edges: 2, mode: "route", threats: { ...calm, refusals: true, moods: true, aging: true } },
    4_000,
  ],
  [
    "a watch beside a story that is paused, halted, frozen or dead, and evidence that grows old",
    {
      edges: 1,
      mode: "route",
      threats: { ...watched, aging: true, deaths: 1, freezes: true, pauses: true },
    },
    70_000,
  ],
  [
    "a watch, a story that dies, and writes that hang",
    { edges: 1, mode: "route", threats: { ...watched, deaths: 1, lateWrites: true } },
    60_000,
  ],
  [
    "a watch while users are moved share by share, and a story that dies",
    { edges: 2, mode: "route", shares: [5, 50, 100], threats: { ...watched, deaths: 1 } },
    45_000,
  ],
  [
    "a watch, a story that dies, and a second start, rival or takeover",
    { edges: 1, mode: "route", threats: { ...watched, deaths: 1, starts: 1 } },
    100_000,
  ],
  [
    "a watch, environments that turn sick and well on both sides, and evidence that grows old",
    { edges: 1, mode: "route", threats: { ...watched, moods: true, aging: true } },
    50_000,
  ],
  [
    "a watch, a story that dies, and users moved by priority",
    { edges: 1, mode: "origin", threats: { ...watched, deaths: 1, aging: true } },
    40_000,
  ],
  [
    "a watch and somebody else's hand",
    { edges: 1, mode: "route", threats: { ...watched, hands: 1 } },
    90_000,
  ],
];

const taken = new Set<StepName>();

describe("seen from every side, no state breaks a promise, none is a dead end, and none leaves users where they are", () => {
  test.for(corners)("%s", { timeout: 120_000 }, ([name, corner, fewest]) => {
    const { broken, deadEnd, outOfReach, states, seconds, stepsTaken } = lookAround(corner);
    console.log(`${states} states in ${seconds.toFixed(1)} s: ${name}`);
    expect(broken).toBeNull();
    expect(deadEnd).toBeNull();
    expect(outOfReach).toBeNull();
    expect(states).toBeGreaterThan(fewest);
    for (const step of stepsTaken) taken.add(step);
  });

  test("and every step of the story is taken somewhere", () => {
    expect(stepNames.filter((name) => !taken.has(name))).toEqual([]);
  });
});

describe("a planted bug breaks a promise", () => {
  test.for(plantedBugs.map((bug) => [bug.name, bug] as const))("%s", { timeout: 60_000 }, ([, bug]) => {
    expect(caughtBy(bug)).not.toBeNull();
  });
});
