import { hasEnded, hasTold, isIn, type Scenario } from "../scenario.ts";
import { firstTold, lastTold } from "./objections.ts";

/** What can go wrong with a swap, and with the way back from it. */
export const swapTroubles: readonly Scenario[] = [
  {
    name: "frozen-front-door",
    sentence:
      "Front Door takes no write any more: the way back works by the gate, and the route follows after the thaw.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.addFault({ kind: "frontDoorFrozen", status: 503 });
      await stage.post("rollback");
      await stage.until(hasTold("rollback.felt"));
      await stage.pass(120);
      await stage.addFault({ kind: "frontDoorThaws" });
      await stage.until(hasEnded);
    },
    objections: (_report, operations) => {
      const [closed, felt, written] = [
        firstTold(operations, "gate.closed"),
        firstTold(operations, "rollback.felt"),
        lastTold(operations, "route.written"),
      ];
      return [
        ...(Number(closed?.data["seconds"]) <= 30 ? [] : ["The gate was not closed within 30 seconds."]),
        ...(Date.parse(felt?.at ?? "") < Date.parse(written?.at ?? "")
          ? []
          : ["Users were not back before the route was written."]),
      ];
    },
  },
  {
    name: "stuck-edge",
    sentence:
      "One edge never learns the new route: users do not arrive, the run halts, a person takes them back.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("verifying"));
      await stage.addFault({ kind: "edgeNeverLearns", edge: 3 });
      await stage.until(isIn("halted"));
      await stage.post("rollback");
      await stage.until(hasEnded);
    },
  },
  {
    name: "both-sick",
    sentence:
      "Green turns sick under traffic, and blue is sick as well: the run halts once and touches nothing.",
    expected: { outcome: "halted", active: "green" },
    world: { idle: "kept" },
    faults: [],
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
        ...(halts.length === 1 ? [] : [`It halted ${halts.length} times.`]),
        ...(after.length === 0 ? [] : [`${after.length} writes were made after it had halted.`]),
      ];
    },
  },
  {
    name: "hand-edited-route",
    sentence:
      "Somebody moves the users' route by hand while green soaks: the run stops and says who, a person decides.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      const { profileId, originGroups, routeIds } = stage.world;
      await stage.addFault({
        kind: "foreignWrite",
        path: (routeIds[0] ?? "").slice(profileId.length + 1),
        properties: { originGroup: { id: `${profileId}/originGroups/${originGroups.blue}` } },
        by: "anna@shop.example",
      });
      await stage.until(isIn("halted"));
      await stage.post("rollback");
      await stage.until(hasEnded);
    },
    objections: (_report, operations) => {
      const why = String(firstTold(operations, "operation.halted")?.data["why"]);
      return why.includes("anna@shop.example") ? [] : [`The halt does not say who: ${why}`];
    },
  },
  {
    name: "late-patch",
    sentence:
      "The first write of the swap was lost and lands an hour later, after users were taken back: it is undone.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [{ kind: "writeLandsLate", operation: "Routes_Update", nth: 1, minutes: 60 }],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.post("rollback");
      await stage.until(hasEnded);
    },
    objections: (_report, operations) =>
      firstTold(operations, "route.strayed") === undefined ? ["The late write was not seen."] : [],
  },
  {
    name: "rollback-races-swap",
    sentence: "A person asks for the way back, twice, while the swap still spreads: users end on blue.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(hasTold("route.written"));
      await stage.post("rollback");
      await stage.post("rollback");
      await stage.until(hasEnded);
    },
  },
  {
    name: "storage-outage",
    sentence:
      "The app's storage is away for half an hour while green soaks: gates keep their state, the run waits.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.addFault({ kind: "storageOutage", minutes: 30 });
      await stage.pass(35);
      await stage.until(hasEnded);
    },
  },
];
