import { behindClassic, byPriority, namedByDns, progressive, shortSoak, varied } from "../pair-variants.ts";
import type { Scenario } from "../scenario.ts";
import { arrivedInSteps, oneCriticalWrite } from "./objections.ts";
import { upgradeBlue } from "./scripts.ts";

/** The same upgrade by other ways of moving users. */
export const frontDoors: readonly Scenario[] = [
  {
    name: "progressive",
    sentence: "Users are moved in five steps, 5 % first; each is watched before the next.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    pair: varied(shortSoak, progressive),
    faults: [],
    script: upgradeBlue,
    objections: (_report, operations) => arrivedInSteps(operations, [5, 25, 50, 90]),
  },
  {
    name: "origin-mode",
    sentence: "One group for all routes: green passes blue by one write of its priority.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    pair: varied(shortSoak, byPriority(["shop"])),
    faults: [],
    script: upgradeBlue,
    objections: oneCriticalWrite,
  },
  {
    name: "two-routes",
    sentence: "Two routes of the users share one group: one write moves both.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    pair: varied(shortSoak, byPriority(["shop", "shop-api"])),
    faults: [],
    script: upgradeBlue,
    objections: oneCriticalWrite,
  },
  {
    name: "classic",
    sentence: "A Front Door (classic) is written as a whole, and moves users all the same.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    pair: varied(shortSoak, behindClassic),
    faults: [],
    script: upgradeBlue,
    objections: oneCriticalWrite,
  },
  {
    name: "new-address",
    sentence: "The rebuilt cluster's ingress has a new address: the permanent name follows before the proof.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "absent" },
    pair: varied(shortSoak, namedByDns),
    faults: [],
    script: upgradeBlue,
    objections: (_report, operations) =>
      (operations.at(-1)?.journal ?? []).some(({ event }) => event === "address.updated")
        ? []
        : ["The name of green was not updated."],
  },
];
