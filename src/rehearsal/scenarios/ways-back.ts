import { shortSoak } from "../pair-variants.ts";
import { hasEnded, isIn, type Scenario } from "../scenario.ts";
import { upgradeBlue } from "./scripts.ts";

/** Users are kept from a bad green, or taken back from it. */
export const waysBack: readonly Scenario[] = [
  {
    name: "sick-under-traffic",
    sentence: "Green turns sick once users are on it: the upgrade takes them back to blue by itself.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [{ kind: "clusterTurnsSickUnderTraffic", color: "green", minutesAfterLastEdge: 10 }],
    script: upgradeBlue,
  },
  {
    name: "rollback-over-http",
    sentence: "A person asks for the way back while green soaks: users go back to blue.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.post("rollback");
      await stage.until(hasEnded);
    },
  },
  {
    name: "rollback-after-completion",
    sentence:
      "A person asks for the way back after the upgrade: blue is started, proven, and gets its users back.",
    expected: { outcome: "completed", active: "blue" },
    world: { idle: "kept" },
    pair: shortSoak,
    faults: [],
    script: async (stage) => {
      await upgradeBlue(stage);
      await stage.post("rollback");
      await stage.until(hasEnded);
    },
    objections: ({ operations }) =>
      operations.at(-1)?.kind === "rollback" ? [] : ["The last operation is no rollback."],
  },
  {
    name: "bad-green",
    sentence: "Green does not pass its checks: the upgrade aborts, and no user has seen green.",
    expected: { outcome: "aborted", active: "blue" },
    world: { idle: "kept" },
    faults: [{ kind: "clusterComesUpSick", color: "green" }],
    script: upgradeBlue,
    objections: ({ requests }) =>
      requests.perColor.green === 0 ? [] : [`${requests.perColor.green} requests of users reached green.`],
  },
];
