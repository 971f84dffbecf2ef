import { shortSoak } from "../pair-variants.ts";
import { greenUnseen, unless } from "./objections.ts";
import { scenariosIn } from "./rows.ts";
import { afterwards, whileSoaking } from "./scripts.ts";

/** Users are kept from a bad green, or taken back from it. */
export const waysBack = scenariosIn({
  "sick-under-traffic": {
    sentence: "Green turns sick once users are on it: the upgrade takes them back to blue by itself.",
    ends: ["rolledBack", "blue"],
    faults: [{ kind: "clusterTurnsSickUnderTraffic", color: "green", minutesAfterLastEdge: 10 }],
  },
  "rollback-over-http": {
    sentence: "A person asks for the way back while green soaks: users go back to blue.",
    ends: ["rolledBack", "blue"],
    script: whileSoaking(async (stage) => stage.post("rollback")),
  },
  "rollback-after-completion": {
    sentence:
      "A person asks for the way back after the upgrade: blue is started, proven, and gets its users back.",
    ends: ["completed", "blue"],
    pair: shortSoak,
    needs: ["kept"],
    script: afterwards(async (stage) => stage.post("rollback")),
    objections: ({ operations }) =>
      unless(operations.at(-1)?.kind === "rollback", "The last operation is no rollback."),
  },
  "bad-green": {
    sentence: "Green does not pass its checks: the upgrade aborts, and no user has seen green.",
    ends: ["aborted", "blue"],
    faults: [{ kind: "clusterComesUpSick", color: "green" }],
    objections: greenUnseen,
  },
});
