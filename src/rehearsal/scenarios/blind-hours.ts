import { namedByDns, shortSoak, varied } from "../pair-variants.ts";
import { hasEnded, hasTold, isIn, type Scenario } from "../scenario.ts";
import { firstTold, minutesBetween, unless } from "./objections.ts";
import { upgradeBlue } from "./scripts.ts";

const gapMinutes = 40;
/** Before quiet is looked for, and well before it is found. */
const untilSecondGapMinutes = 20;

/** The app is told nothing for a while, and what it does not know must not decide. */
export const blindHours: readonly Scenario[] = [
  {
    name: "throttled-soak",
    sentence:
      "Metrics and every read at Azure answer 429 for an hour, and green turns sick: users are back within minutes.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.addFault({ kind: "metricsThrottled", minutes: 60, retryAfterSeconds: 300 });
      await stage.addFault({ kind: "armReadsThrottled", minutes: 60, retryAfterSeconds: 300 });
      await stage.pass(5);
      await stage.addFault({ kind: "clusterTurnsSick", color: "green" });
      await stage.usersLeave("green", 15);
      await stage.until(hasEnded);
    },
    objections: ({ requests }) =>
      unless(requests.failedBy.sickEnvironment > 0, "Nobody has met the sick green: nothing was rehearsed."),
  },
  {
    name: "halted-and-sick",
    sentence:
      "The swap halts, nobody comes for two hours, and then green turns sick: users are taken back all the same.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("verifying"));
      await stage.addFault({ kind: "edgeNeverLearns", edge: 3 });
      await stage.until(isIn("halted"));
      await stage.pass(2 * 60);
      await stage.addFault({ kind: "clusterTurnsSick", color: "green" });
      await stage.usersLeave("green", 15);
      await stage.until(hasEnded);
    },
    objections: ({ requests }) =>
      unless(requests.failedBy.sickEnvironment > 0, "Nobody has met the sick green: nothing was rehearsed."),
  },
  {
    name: "metrics-gap",
    sentence:
      "Metrics have no data for forty minutes, twice: what is not told is neither taken for arrival nor for quiet.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    pair: shortSoak,
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(hasTold("route.written"));
      await stage.addFault({ kind: "metricsGap", minutes: gapMinutes });
      await stage.until(hasTold("standby.disabled"));
      await stage.pass(untilSecondGapMinutes);
      await stage.addFault({ kind: "metricsGap", minutes: gapMinutes });
      await stage.until(hasEnded);
    },
    objections: (_report, operations) => {
      const [moved, arrived] = [
        firstTold(operations, "route.written"),
        firstTold(operations, "swap.completed"),
      ];
      const [left, quiet] = [
        firstTold(operations, "standby.disabled"),
        firstTold(operations, "previous.quiet"),
      ];
      return [
        ...unless(minutesBetween(moved, arrived) > gapMinutes, "Users arrived without any data about them."),
        ...unless(
          minutesBetween(left, quiet) > untilSecondGapMinutes + gapMinutes,
          "Blue was quiet without any data about it.",
        ),
      ];
    },
  },
  {
    name: "slow-dns",
    sentence:
      "The rebuilt cluster's name is believed for an hour wherever it was looked up: the proof waits for its end.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "absent", recordTtlSeconds: 3600 },
    pair: varied(shortSoak, namedByDns),
    faults: [],
    script: upgradeBlue,
    objections: (_report, operations) => {
      const [named, moved] = [
        firstTold(operations, "address.updated"),
        firstTold(operations, "route.written"),
      ];
      return unless(minutesBetween(named, moved) > 60, "Users were moved while old addresses were believed.");
    },
  },
];
