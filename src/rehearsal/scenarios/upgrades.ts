import { shortSoak } from "../pair-variants.ts";
import { hasEnded, type Scenario } from "../scenario.ts";
import { upgradeBlue } from "./scripts.ts";

const copiesOfOneEvent = 50;

/** The way an upgrade goes when nothing goes wrong. */
export const upgrades: readonly Scenario[] = [
  {
    name: "happy-path",
    sentence: "Support of blue ends: green is built, climbs two minor versions, and takes over all users.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "absent" },
    faults: [],
    script: upgradeBlue,
  },
  {
    name: "kept-green",
    sentence: "Green was kept: it is started, climbs to the target, and takes over all users.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    faults: [],
    script: upgradeBlue,
  },
  {
    name: "second-upgrade",
    sentence: "After a first upgrade the region offers 1.37: blue climbs to it and takes its users back.",
    expected: { outcome: "completed", active: "blue" },
    world: { idle: "kept" },
    pair: shortSoak,
    faults: [],
    script: async (stage) => {
      await upgradeBlue(stage);
      await stage.addFault({ kind: "versionOffered", version: "1.37.1", isPreview: false });
      await stage.deliver("green", 1);
      await stage.until(hasEnded);
    },
    objections: ({ version }) =>
      version.after === "1.37.1" ? [] : [`The active environment runs ${version.after} instead of 1.37.1.`],
  },
  {
    name: "duplicate-events",
    sentence: "One event arrives fifty times, in both schemas and in any order: one upgrade.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    pair: shortSoak,
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", copiesOfOneEvent);
      await stage.until(hasEnded);
    },
    objections: ({ events }) => [
      ...(events.started === 1 ? [] : [`${events.started} upgrades started instead of one.`]),
      ...(events.ignored.length === copiesOfOneEvent - 1
        ? []
        : [`${events.ignored.length} events are told as ignored instead of ${copiesOfOneEvent - 1}.`]),
    ],
  },
];
