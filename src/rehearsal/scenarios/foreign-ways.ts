import { previewOnly, progressive, shortSoak, varied } from "../pair-variants.ts";
import { hasEnded, isIn, type FrontDoorNames, type Scenario, type Stage } from "../scenario.ts";
import { arrivedInSteps, firstTold, minutesBetween, stopsOf, unless } from "./objections.ts";
import { upgradeBlue } from "./scripts.ts";

const partnersRoute = "afdEndpoints/partners/routes/partners";

/** The profile is not the pair's alone, or its origins answer nobody but Front Door. */
export const foreignWays: readonly Scenario[] = [
  {
    name: "partners-endpoint",
    sentence:
      "Partners reach blue by an endpoint that the pair does not name: refused, until that way is closed.",
    expected: { outcome: "completed", active: "green" },
    world: {
      idle: "kept",
      otherEndpoints: ["partners"],
      besides: (front) => [
        { path: "afdEndpoints/partners" },
        { path: partnersRoute, properties: toBlue(front) },
      ],
    },
    pair: shortSoak,
    faults: [],
    script: async (stage) => {
      await stage.refused("WAY_NOT_NAMED");
      await closePartners(stage);
      await stage.post("upgrade");
      await stage.until(hasEnded);
    },
    objections: ({ operations, requests }) => [
      ...unless(operations.length === 1, `There are ${operations.length} operations instead of one.`),
      ...unless(requests.failed === 0, `${requests.failed} requests failed.`),
    ],
  },
  {
    name: "foreign-route",
    sentence:
      "While green soaks somebody lays another way to blue: blue is not stopped until that way is closed.",
    expected: { outcome: "completed", active: "green" },
    world: {
      idle: "kept",
      otherEndpoints: ["partners"],
      besides: () => [{ path: "afdEndpoints/partners" }],
    },
    pair: shortSoak,
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      const { world } = stage;
      const by = "anna@shop.example";
      await stage.addFault({ kind: "foreignWrite", path: partnersRoute, properties: toBlue(world), by });
      await stage.until(isIn("halted"));
      await stage.pass(60);
      await closePartners(stage);
      await stage.post("resume");
      await stage.until(hasEnded);
    },
    objections: (report, operations) => {
      const halted = firstTold(operations, "operation.halted");
      const [stop] = stopsOf(report, "blue");
      return [
        ...unless(minutesBetween(halted, stop) > 60, "Blue was stopped while partners could reach it."),
        ...unless(report.requests.failed === 0, `${report.requests.failed} requests failed.`),
      ];
    },
  },
  {
    name: "locked-origin",
    sentence:
      "Origins answer Front Door only, which takes no write while green turns sick: the gate brings users back.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept", originLock: "network" },
    pair: previewOnly,
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.addFault({ kind: "frontDoorFrozen", status: 503 });
      await stage.addFault({ kind: "clusterTurnsSick", color: "green" });
      await stage.usersLeave("green", 15);
      await stage.pass(60);
      await stage.addFault({ kind: "frontDoorThaws" });
      await stage.until(hasEnded);
    },
    objections: (_report, operations) =>
      unless(firstTold(operations, "gate.closed") !== undefined, "The gate was never closed."),
  },
  {
    name: "locked-origin-steps",
    sentence:
      "Origins answer Front Door only, and users are moved in five steps: each is judged by the preview.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept", originLock: "header" },
    pair: varied(shortSoak, previewOnly, progressive),
    faults: [],
    script: upgradeBlue,
    objections: (_report, operations) => arrivedInSteps(operations, [5, 25, 50, 90]),
  },
];

const toBlue = ({ profileId, originGroups }: FrontDoorNames) => ({
  originGroup: { id: `${profileId}/originGroups/${originGroups.blue}` },
  patternsToMatch: ["/*"],
  linkToDefaultDomain: "Enabled",
});

/** Edges follow within the hour. */
async function closePartners(stage: Stage): Promise<void> {
  const [properties, by] = [{ enabledState: "Disabled" }, "anna@shop.example"];
  await stage.addFault({ kind: "foreignWrite", path: partnersRoute, properties, by });
  await stage.pass(60);
}
