import { otherColor } from "../../src/domain/environment/pair.ts";
import { someSendTo, isEverywhere } from "./edges.ts";
import { machineOf, type Machine } from "./machine.ts";
import { isTrue, theRules, type Rules, type Scene } from "./rules.ts";
import type { StepName } from "./step-names.ts";
import { candidate, goOn, previous, stopped, writing, type Step } from "./story-parts.ts";
import { outcomeOf, theStory } from "./story.ts";
import { candidateOf, withCluster, withOperation, type Adversities } from "./world.ts";
import { entryOf, usersGroup } from "../../src/domain/swap/layout.ts";
import { nextWrite, type RouterWrite, type RouterChange } from "../../src/domain/swap/protocol.ts";
import { calm, lookAround } from "./space.ts";

/** A protocol that is wrong in one place, and where it shows. */
export interface PlantedBug {
  readonly name: string;
  readonly threats: Partial<Adversities>;
  readonly rules?: Partial<Rules>;
  readonly story?: Partial<Record<StepName, Step>>;
}

const edges = 3;

/** The promise that a bug breaks, or that it leaves the pair in a dead end; null: nobody noticed. */
export function caughtBy({ threats, rules, story }: PlantedBug): string | null {
  const own = machineOf(edges);
  const machine: Machine = { ...own, rules: { ...theRules, ...rules }, story: { ...theStory, ...story } };
  const { broken, deadEnd } = lookAround({ edges, mode: "route", threats: { ...calm, ...threats } }, machine);
  if (broken !== null) return `model: ${broken.promise}`;
  return deadEnd === null ? null : "model: no dead end: every operation can still end";
}

const skip = (phase: Step["phase"], next: StepName): Step => ({
  phase,
  changes: (scene) => [goOn(scene, next)],
});

/** The protocol's writes, but for one step. */
const writes =
  (step: RouterChange["step"], other: (change: RouterChange) => RouterWrite): typeof nextWrite =>
  (router, change) => {
    if (change.step !== step) return nextWrite(router, change);
    const write = other(change);
    const entry = write.kind === "entry" ? entryOf(router.groups[write.group], write.origin) : undefined;
    const isDone = write.kind === "entry" && entry?.enabled === write.set.enabled;
    return isDone ? undefined : write;
  };

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "swaps before the candidate is proven",
    threats: {},
    story: { prove: skip("verifying", "takeBaseline"), proveAgain: skip("verifying", "swap") },
  },
  {
    name: "swaps without a standby",
    threats: { moods: true },
    rules: { maySwap: ({ world }) => isEverywhere(world) },
    story: { stage: skip("building", "build") },
  },
  { name: "does not wait for the standby to spread", threats: {}, rules: { maySwap: () => true } },
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
    rules: { isHealthy: () => true, mayRetire: (scene) => isTrue(scene, "swap") },
  },
  { name: "retires on a timer", threats: {}, rules: { isQuiet: () => true } },
  { name: "does not wait until the previous is out everywhere", threats: {}, rules: { isOut: () => true } },
  {
    name: "leaves the standby enabled and stops it",
    threats: {},
    rules: { mayStopPrevious: () => true, isQuiet: () => true },
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
      mayStopPrevious: () => true,
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
      pullLever: writing("rollingBack", (scene) => [
        {
          does: "closes both gates",
          world: { ...goOn(scene, "comeBack").world, closedGates: ["blue", "green"] },
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
    story: { lookAtWayBack: skip("rollingBack", "comeBack") },
  },
  {
    name: "stops the candidate with users on it",
    threats: {},
    rules: {
      mayOpenGate: (scene) =>
        isTrue(scene, "rollBack") && isEverywhere(scene.world) && scene.world.late === null,
    },
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

function built(scene: Scene) {
  const color = candidateOf(scene.self);
  const { made } = scene.world.clusters[color];
  const change = { power: "running", isProven: false, made: Math.min(2, made + 1) } as const;
  return { does: `create ${color}`, world: withCluster(scene.world, color, change) };
}

function givenFree({ world, self }: Scene) {
  const { record } = world;
  const outcome = outcomeOf(self);
  return record?.operationId == null
    ? { does: `ends ${outcome}`, world: withOperation(world, self, { outcome }) }
    : { does: "gives the pair free", world: { ...world, record: { ...record, operationId: null } } };
}
