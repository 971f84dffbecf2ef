import { hasTold, isIn } from "../scenario.ts";
import { anna, pointUsersTo, swapWrite } from "./hands.ts";
import { firstTold, lastTold, tells, unless } from "./objections.ts";
import { scenariosIn } from "./rows.ts";
import { once, whileSoaking } from "./scripts.ts";

/** What can go wrong with a swap, and with the way back from it. */
export const swapTroubles = scenariosIn({
  "frozen-front-door": {
    sentence:
      "Front Door takes no write any more: the way back works by the gate, and the route follows after the thaw.",
    ends: ["rolledBack", "blue"],
    script: whileSoaking(async (stage) => {
      await stage.addFault({ kind: "frontDoorFrozen", status: 503 });
      await stage.post("rollback");
      await stage.until(hasTold("rollback.felt"));
      await stage.pass(120);
      await stage.addFault({ kind: "frontDoorThaws" });
    }),
    objections: (_report, operations) => {
      const closed = Number(firstTold(operations, "gate.closed")?.data["seconds"]);
      const felt = Date.parse(firstTold(operations, "rollback.felt")?.at ?? "");
      const written = Date.parse(lastTold(operations, "route.written")?.at ?? "");
      return [
        ...unless(closed <= 30, "The gate was not closed within 30 seconds."),
        ...unless(felt < written, "Users were not back before the route was written."),
      ];
    },
  },
  "stuck-edge": {
    sentence:
      "One edge never learns the new route: users do not arrive, the run halts, a person takes them back.",
    ends: ["rolledBack", "blue"],
    script: once(isIn("verifying"), async (stage) => {
      await stage.addFault({ kind: "edgeNeverLearns", edge: 3 });
      await stage.until(isIn("halted"));
      await stage.post("rollback");
    }),
  },
  "both-sick": {
    sentence:
      "Green turns sick under traffic, and blue is sick as well: the run halts once and touches nothing.",
    ends: ["halted", "green"],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.addFault({ kind: "clusterTurnsSick", color: "blue" });
      await stage.addFault({ kind: "clusterTurnsSick", color: "green" });
      await stage.until(isIn("halted"));
      await stage.pass(30);
    },
    objections: ({ azure }, operations) => {
      const halts = (operations.at(-1)?.journal ?? []).filter(({ event }) => event === "operation.halted");
      const after = azure.writes.filter(({ at }) => at > (halts[0]?.at ?? ""));
      return [
        ...unless(halts.length === 1, `It halted ${halts.length} times.`),
        ...unless(after.length === 0, `${after.length} writes were made after it had halted.`),
      ];
    },
  },
  "hand-edited-route": {
    sentence:
      "Somebody moves the users' route by hand while green soaks: the run stops and says who, a person decides.",
    ends: ["rolledBack", "blue"],
    script: whileSoaking(async (stage) => {
      await pointUsersTo(stage, "blue");
      await stage.until(isIn("halted"));
      await stage.post("rollback");
    }),
    objections: (_report, operations) => {
      const why = String(firstTold(operations, "operation.halted")?.data["why"]);
      return unless(why.includes(anna), `The halt does not say who: ${why}`);
    },
  },
  "late-patch": {
    sentence:
      "The first write of the swap was lost and lands an hour later, after users were taken back: it is undone.",
    ends: ["rolledBack", "blue"],
    faults: (pair) => [{ kind: "writeLandsLate", ...swapWrite(pair), minutes: 60 }],
    script: whileSoaking(async (stage) => stage.post("rollback")),
    objections: tells("route.strayed", "The late write was not seen."),
  },
  "rollback-races-swap": {
    sentence: "A person asks for the way back, twice, while the swap still spreads: users end on blue.",
    ends: ["rolledBack", "blue"],
    script: once(hasTold("route.written"), async (stage) => {
      await stage.post("rollback");
      await stage.post("rollback");
    }),
  },
  "storage-outage": {
    sentence:
      "The app's storage is away for half an hour while green soaks: gates keep their state, the run waits.",
    ends: ["completed", "green"],
    script: whileSoaking(async (stage) => {
      await stage.addFault({ kind: "storageOutage", minutes: 30 });
      await stage.pass(35);
    }),
  },
});
