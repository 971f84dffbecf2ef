import { otherColor } from "../../src/domain/environment/pair.ts";
import { go } from "../../src/domain/guards/guard.ts";
import { entryOf, usersGroup } from "../../src/domain/swap/layout.ts";
import { nextWrite, type RouterChange, type RouterWrite } from "../../src/domain/swap/protocol.ts";
import { skip, writes } from "./bug-parts.ts";
import { isEverywhere, someSendTo } from "./edges.ts";
import type { PlantedBug } from "./planted-bugs.ts";
import { theRules, type Scene } from "./rules.ts";
import { goOn, previous, stopped, turn, writing, type Change } from "./story-parts.ts";
import { outcomeOf } from "./story-ways-out.ts";
import { candidateOf, withCluster, withOperation } from "./world.ts";

/** What is wrong on the straight way: who writes, in which order, and when users count as moved. */
export const bugsOfTheSwap: readonly PlantedBug[] = [
  {
    name: "swaps before the candidate is proven",
    threats: {},
    rules: { maySwap: () => go },
    story: { prove: skip("verifying", "takeBaseline"), proveAgain: skip("verifying", "swap") },
  },
  {
    name: "swaps without a standby",
    threats: { moods: true },
    rules: { hasSpread: ({ world }) => isEverywhere(world) },
    story: { stage: skip("building", "build") },
  },
  { name: "does not wait for the standby to spread", threats: {}, rules: { hasSpread: () => true } },
  {
    name: "swaps by two writes in the group that users are on",
    threats: {},
    rules: { nextWrite: twoWrites },
  },
  { name: "does not wait for arrival", threats: {}, rules: { hasArrived: () => true } },
  {
    name: "takes one edge for all",
    threats: {},
    rules: { hasArrived: ({ world }, color) => someSendTo(world, color) },
  },
  {
    name: "trusts the candidate whatever its verdict",
    threats: { moods: true },
    rules: { isHealthy: () => true },
  },
  { name: "retires on a timer", threats: {}, rules: { isQuiet: () => true } },
  { name: "does not wait until the previous is out everywhere", threats: {}, rules: { isOut: () => true } },
  {
    name: "leaves the standby enabled and stops it",
    threats: {},
    rules: { mayStop: () => go, isQuiet: () => true },
    story: { retire: skip("retiring", "waitUntilOut") },
  },
  {
    name: "retiring disables the wrong origin",
    threats: {},
    rules: {
      nextWrite: writes("retire", ({ candidate: color }) => ({
        kind: "entry",
        group: color,
        origin: color,
        set: { enabled: false },
      })),
      mayStop: () => go,
      isQuiet: () => true,
    },
  },
  {
    name: "writes without asking whose the pair is",
    threats: { starts: 1 },
    rules: { mayWrite: () => true },
  },
  {
    name: "claims without a condition",
    threats: { starts: 1 },
    rules: {
      claim: (record, { operationId, epoch, by, reason, at }) =>
        record?.operationId === operationId
          ? { kind: "owned", record }
          : { kind: "write", record: { epoch, operationId, hold: null, closedGate: null, by, reason, at } },
    },
  },
  {
    name: "gives a pair free that is not its own",
    threats: { starts: 1 },
    story: { release: { phase: null, changes: (scene) => [givenFree(scene)] } },
  },
  {
    name: "a retried build makes a second candidate",
    threats: {},
    story: { build: { phase: "building", changes: (scene) => [built(scene), goOn(scene, "prove")] } },
  },
  {
    name: "takes an abort after the swap",
    threats: {},
    rules: { may: (command, position) => command === "abort" || theRules.may(command, position) },
  },
  {
    name: "an abort stops the wrong environment",
    threats: {},
    story: {
      stopAborted: writing("aborting", (scene) => [
        { does: "stops the active", world: stopped(goOn(scene, "release").world, previous(scene)) },
      ]),
    },
  },
  {
    name: "a notification takes the pair over from a dead owner",
    threats: { starts: 1 },
    rules: { mayStart: ({ record }) => (record?.hold ?? null) === null },
  },
  {
    name: "upgrades again over an owner that died while its swap was on its way",
    threats: { starts: 1, lateWrites: true },
    rules: { mayStartOver: () => true },
  },
  {
    name: "upgrades again while users are on both environments",
    threats: { starts: 1 },
    shares: [50, 100],
    rules: { mayStartOver: () => true, unrestOf: () => undefined },
  },
  {
    name: "calls a proven upgrade failed because the previous cannot be stopped",
    threats: {},
    story: {
      stopPrevious: {
        phase: "retiring",
        changes: (scene) => [turn(scene, "failing", "release")],
      },
    },
  },
];

/** Enables the candidate where users are, then disables the active there: the usual script. */
function twoWrites(router: Parameters<typeof nextWrite>[0], change: RouterChange): RouterWrite | undefined {
  if (change.step !== "swap") return nextWrite(router, change);
  const group = router.routedGroup ?? "blue";
  const [to, from] = [change.candidate, otherColor(change.candidate)];
  if (entryOf(usersGroup(router), to)?.enabled !== true)
    return { kind: "entry", group, origin: to, set: { enabled: true } };
  return entryOf(usersGroup(router), from)?.enabled === true
    ? { kind: "entry", group, origin: from, set: { enabled: false } }
    : undefined;
}

function built(scene: Scene): Change {
  const color = candidateOf(scene.self);
  const { made } = scene.world.clusters[color];
  const change = { power: "running", isProven: false, made: Math.min(2, made + 1) } as const;
  return { does: `create ${color}`, world: withCluster(scene.world, color, change) };
}

function givenFree({ world, self }: Scene): Change {
  const { record } = world;
  const outcome = outcomeOf(self);
  return record?.operationId == null
    ? { does: `ends ${outcome}`, world: withOperation(world, self, { outcome }) }
    : { does: "gives the pair free", world: { ...world, record: { ...record, operationId: null } } };
}
