import { namedByDns, shortSoak, varied } from "../pair-variants.ts";
import { hasTold, isIn } from "../scenario.ts";
import { firstTold, minutesBetween, sickGreenMet, unless } from "./objections.ts";
import { scenariosIn } from "./rows.ts";
import { once, whileSoaking } from "./scripts.ts";

type Event = Parameters<typeof firstTold>[1];

const gapMinutes = 40;
/** Before quiet is looked for, and well before it is found. */
const untilSecondGapMinutes = 20;

/** The app is told nothing for a while, and what it does not know must not decide. */
export const blindHours = scenariosIn({
  "throttled-soak": {
    sentence:
      "Metrics and every read at Azure answer 429 for an hour, and green turns sick: users are back within minutes.",
    ends: ["rolledBack", "blue"],
    script: whileSoaking(async (stage) => {
      await stage.addFault({ kind: "metricsThrottled", minutes: 60, retryAfterSeconds: 300 });
      await stage.addFault({ kind: "armReadsThrottled", minutes: 60, retryAfterSeconds: 300 });
      await stage.pass(5);
      await stage.addFault({ kind: "clusterTurnsSick", color: "green" });
      await stage.usersLeave("green", 15);
    }),
    objections: sickGreenMet,
  },
  "halted-and-sick": {
    sentence:
      "The swap halts, nobody comes for two hours, and then green turns sick: users are taken back all the same.",
    ends: ["rolledBack", "blue"],
    script: once(isIn("verifying"), async (stage) => {
      await stage.addFault({ kind: "edgeNeverLearns", edge: 3 });
      await stage.until(isIn("halted"));
      await stage.pass(2 * 60);
      await stage.addFault({ kind: "clusterTurnsSick", color: "green" });
      await stage.usersLeave("green", 15);
    }),
    objections: sickGreenMet,
  },
  "metrics-gap": {
    sentence:
      "Metrics have no data for forty minutes, twice: what is not told is neither taken for arrival nor for quiet.",
    ends: ["completed", "green"],
    pair: shortSoak,
    script: once(hasTold("route.written"), async (stage) => {
      await stage.addFault({ kind: "metricsGap", minutes: gapMinutes });
      await stage.until(hasTold("standby.disabled"));
      await stage.pass(untilSecondGapMinutes);
      await stage.addFault({ kind: "metricsGap", minutes: gapMinutes });
    }),
    objections: (_report, operations) => {
      const between = (from: Event, to: Event): number =>
        minutesBetween(firstTold(operations, from), firstTold(operations, to));
      return [
        ...unless(
          between("route.written", "swap.completed") > gapMinutes,
          "Users arrived without any data about them.",
        ),
        ...unless(
          between("standby.disabled", "previous.quiet") > untilSecondGapMinutes + gapMinutes,
          "Blue was quiet without any data about it.",
        ),
      ];
    },
  },
  "slow-dns": {
    sentence:
      "The rebuilt cluster's name is believed for an hour wherever it was looked up: the proof waits for its end.",
    ends: ["completed", "green"],
    world: { idle: "absent", recordTtlSeconds: 3600 },
    pair: varied(shortSoak, namedByDns),
    needs: ["deployer"],
    objections: (_report, operations) => {
      const named = firstTold(operations, "address.updated");
      const moved = firstTold(operations, "route.written");
      return unless(minutesBetween(named, moved) > 60, "Users were moved while old addresses were believed.");
    },
  },
});
