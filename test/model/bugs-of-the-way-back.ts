import { otherColor } from "../../src/domain/environment/pair.ts";
import { go } from "../../src/domain/guards/guard.ts";
import { skip } from "./bug-parts.ts";
import { isEverywhere } from "./edges.ts";
import type { PlantedBug } from "./planted-bugs.ts";
import { changeOf, isTrue, theRules, type Scene } from "./rules.ts";
import { candidate, goOn, hold, previous, writing, written, type Change } from "./story-parts.ts";
import { withClosedGate } from "./story-ways-out.ts";
import { theStory } from "./story.ts";

/** What is wrong with the lever, the route write back, and the end of a rollback. */
export const bugsOfTheWayBack: readonly PlantedBug[] = [
  {
    name: "pulls the lever without asking for evidence",
    threats: { moods: true },
    rules: { mayCloseGate: () => ({ kind: "free" }) },
  },
  {
    name: "pulls the lever when the standby is out",
    threats: {},
    rules: {
      mayCloseGate: (evidence) => {
        const answer = theRules.mayCloseGate(evidence);
        return answer.kind === "useless" ? { kind: "free" } : answer;
      },
    },
  },
  {
    name: "closes both gates",
    threats: {},
    story: {
      comeBack: writing("rollingBack", (scene) => [
        {
          does: "closes both gates",
          world: { ...withClosedGate(scene.world, candidate(scene)), closedGates: ["blue", "green"] },
        },
      ]),
    },
  },
  {
    name: "opens the gate as soon as the route is accepted",
    threats: {},
    rules: { mayOpenGate: (scene) => isTrue(scene, "rollBack") },
  },
  {
    name: "opens the gate without looking where the route leads by then",
    threats: { hands: 1 },
    story: {
      openGate: writing("rollingBack", (scene) => [
        { does: "opens the gate", world: withClosedGate(goOn(scene, "stopCandidate").world, null) },
      ]),
    },
  },
  {
    name: "calls the rollback done while Front Door is frozen",
    threats: { freezes: true },
    rules: { mayOpenGate: ({ world }) => world.isFrozen || isEverywhere(world) },
    story: {
      comeBack: writing("rollingBack", (scene) =>
        scene.world.isFrozen ? [goOn(scene, "openGate")] : theStory.comeBack.changes(scene),
      ),
    },
  },
  {
    name: "does not undo a write that lands late",
    threats: { lateWrites: true },
    rules: {
      mayOpenGate: (scene) =>
        isTrue(scene, "rollBack") &&
        isEverywhere(scene.world) &&
        scene.rules.isQuiet(scene, candidate(scene)),
    },
  },
  { name: "ends with a gate closed", threats: {}, story: { openGate: skip("rollingBack", "stopCandidate") } },
  {
    name: "goes back to a stopped environment without starting it",
    threats: {},
    rules: { mayTakeBack: () => go },
    story: {
      lookAtWayBack: skip("rollingBack", "comeBack"),
      comeBack: writing("rollingBack", (scene) => routeFirst(scene)),
    },
  },
  {
    name: "goes back to an environment that nobody has seen well",
    threats: { moods: true },
    rules: { mayTakeBack: () => go, isHealthy: () => true, mayCloseGate: () => ({ kind: "free" }) },
  },
  {
    name: "leads users back to a cluster that is still being stopped",
    threats: { lateWrites: true },
    rules: { hasStopPassed: () => true, mayTakeBack: () => go },
    story: { comeBack: writing("rollingBack", (scene) => routeFirst(scene)) },
  },
  {
    name: "leads users back before a stop that hangs can have come out",
    threats: { lateWrites: true },
    rules: { hasStopPassed: () => true },
  },
  {
    name: "goes back into a group where a hand has taken the environment out",
    threats: { hands: 1 },
    rules: {
      nextWrite: (router, change) => {
        if (change.step !== "rollBack") return theRules.nextWrite(router, change);
        const to = otherColor(change.candidate);
        return router.routedGroup === to && router.routeEnabled ? undefined : { kind: "route", to };
      },
    },
  },
  {
    name: "aborts although its swap has been sent and may still land",
    threats: { lateWrites: true, moods: true },
    story: { proveInSwap: theStory.proveAgain },
  },
  {
    name: "stops the candidate with users on it",
    threats: {},
    rules: {
      mayOpenGate: (scene) => isTrue(scene, "rollBack") && isEverywhere(scene.world),
      mayStop: () => go,
    },
  },
  {
    name: "gives up the lever once and waits for Front Door",
    threats: { watched: true, failings: true, freezes: true, slowRequests: false },
    rules: { mayCloseGate: () => ({ kind: "unknown", why: "asked once" }) },
  },
  {
    name: "writes the route only once the lever has worked",
    threats: { watched: true, failings: true, slowRequests: false },
    rules: {
      hasStopPassed: ({ world }) => world.closedGates.length > 0,
    },
  },
  {
    name: "halts for good when the way back is not well at the first look",
    threats: { watched: true, moods: true, slowRequests: false },
    story: {
      confirmPrevious: {
        phase: "rollingBack",
        changes: (scene) =>
          scene.rules.isHealthy(scene, previous(scene))
            ? theStory.confirmPrevious.changes(scene)
            : [hold(scene, "halted")],
      },
    },
  },
];

/** The route as soon as it differs, whatever is behind it. */
function routeFirst(scene: Scene): readonly Change[] {
  const write = scene.rules.nextWrite(scene.world.router, changeOf(scene, "rollBack"));
  return write === undefined ? theStory.comeBack.changes(scene) : written(scene, write);
}
