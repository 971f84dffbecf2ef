import { previewOnly, progressive, shortSoak, varied } from "../pair-variants.ts";
import { hasEnded, isIn, type FrontDoorNames, type Stage } from "../scenario.ts";
import { anna } from "./hands.ts";
import {
  all,
  arrivedInSteps,
  firstTold,
  minutesBetween,
  nothingFailed,
  operationsAre,
  stopsOf,
  tells,
  unless,
} from "./objections.ts";
import { scenariosIn } from "./rows.ts";
import { whileSoaking } from "./scripts.ts";

const partnersRoute = "afdEndpoints/partners/routes/partners";

/** The profile is not the pair's alone, or its origins answer nobody but Front Door. */
export const foreignWays = scenariosIn({
  "partners-endpoint": {
    sentence:
      "Partners reach blue by an endpoint that the pair does not name: refused, until that way is closed.",
    ends: ["completed", "green"],
    world: {
      otherEndpoints: ["partners"],
      besides: (front) => [
        { path: "afdEndpoints/partners" },
        { path: partnersRoute, properties: toBlue(front) },
      ],
    },
    pair: shortSoak,
    needs: ["profile"],
    script: async (stage) => {
      await stage.refused("WAY_NOT_NAMED");
      await closePartners(stage);
      await stage.post("upgrade");
      await stage.until(hasEnded);
    },
    objections: all(operationsAre(1), nothingFailed),
  },
  "foreign-route": {
    sentence:
      "While green soaks somebody lays another way to blue: blue is not stopped until that way is closed.",
    ends: ["completed", "green"],
    world: { otherEndpoints: ["partners"], besides: () => [{ path: "afdEndpoints/partners" }] },
    pair: shortSoak,
    needs: ["profile", "stop"],
    script: whileSoaking(async (stage) => {
      const properties = toBlue(stage.world);
      await stage.addFault({ kind: "foreignWrite", path: partnersRoute, properties, by: anna });
      await stage.until(isIn("halted"));
      await stage.pass(60);
      await closePartners(stage);
      await stage.post("resume");
    }),
    objections: all(nothingFailed, (report, operations, world) => {
      const halted = firstTold(operations, "operation.halted");
      const [stop] = stopsOf(report, world, "blue");
      return unless(minutesBetween(halted, stop) > 60, "Blue was stopped while partners could reach it.");
    }),
  },
  "locked-origin": {
    sentence:
      "Origins answer Front Door only, which takes no write while green turns sick: the gate brings users back.",
    ends: ["rolledBack", "blue"],
    world: { originLock: "network" },
    pair: previewOnly,
    needs: ["profile"],
    script: whileSoaking(async (stage) => {
      await stage.addFault({ kind: "frontDoorFrozen", status: 503 });
      await stage.addFault({ kind: "clusterTurnsSick", color: "green" });
      await stage.usersLeave("green", 15);
      await stage.pass(60);
      await stage.addFault({ kind: "frontDoorThaws" });
    }),
    objections: tells("gate.closed", "The gate was never closed."),
  },
  "locked-origin-steps": {
    sentence:
      "Origins answer Front Door only, and users are moved in five steps: each is judged by the preview.",
    ends: ["completed", "green"],
    world: { originLock: "header" },
    pair: varied(shortSoak, previewOnly, progressive),
    needs: ["profile"],
    objections: arrivedInSteps(5, 25, 50, 90),
  },
});

const toBlue = ({ profileId, originGroups }: FrontDoorNames) => ({
  originGroup: { id: `${profileId}/originGroups/${originGroups.blue}` },
  patternsToMatch: ["/*"],
  linkToDefaultDomain: "Enabled",
});

/** Edges follow within the hour. */
async function closePartners(stage: Stage): Promise<void> {
  const properties = { enabledState: "Disabled" };
  await stage.addFault({ kind: "foreignWrite", path: partnersRoute, properties, by: anna });
  await stage.pass(60);
}
