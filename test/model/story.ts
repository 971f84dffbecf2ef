import { otherColor } from "../../src/domain/environment/pair.ts";
import { withGate } from "../../src/domain/upgrade/pair-record.ts";
import type { Outcome } from "../../src/domain/upgrade/phases.ts";
import { activeColor } from "../../src/domain/swap/layout.ts";
import { changeOf, type Scene } from "./rules.ts";
import type { StepName } from "./step-names.ts";
import {
  aim,
  candidate,
  endSuperseded,
  evidenceOf,
  goOn,
  hold,
  moment,
  previous,
  start,
  stop,
  stopped,
  superseded,
  turn,
  wait,
  change,
  writing,
  written,
  type Change,
  type Step,
} from "./story-parts.ts";
import { hasEnded, isRunning, withCluster, withOperation } from "./world.ts";
import type { Operation, World } from "./world.ts";

export type Story = Readonly<Record<StepName, Step>>;

/** The straight way, as the phases of the workflow tell it. */
const straightWay = {
  claim: { phase: null, changes: claimPair },
  plan: { phase: "planning", changes: plan },
  stage: change("building", { step: "stage", next: "build", tells: "standby.enabled" }),
  // what was built, started or is about to be upgraded is proven anew
  build: aim("building", {
    isTrue: (scene) => isRunning(scene.world, candidate(scene)) && !clusterOf(scene).isProven,
    make: bringUp,
    writes: (scene) => `${verbFor(scene)} ${candidate(scene)}`,
    next: "prove",
    tells: "candidate.ready",
  }),
  prove: { phase: "verifying", changes: (scene) => prove(scene, "takeBaseline") },
  takeBaseline: { phase: "verifying", changes: takeBaseline },
  waitForStandby: wait("verifying", (scene) => scene.rules.maySwap(scene), "proveAgain"),
  proveAgain: { phase: "verifying", changes: (scene) => prove(scene, "swap") },
  swap: change("swapping", { step: "swap", next: "arrive", tells: "route.written" }),
  arrive: { phase: "swapping", changes: arrive },
  soak: { phase: "soaking", changes: soak },
  retire: change("retiring", { step: "retire", next: "waitUntilOut", tells: "standby.disabled" }),
  waitUntilOut: wait("retiring", (scene) => scene.rules.isOut(scene), "waitUntilQuiet"),
  waitUntilQuiet: {
    phase: "retiring",
    changes: (scene) =>
      scene.rules.isQuiet(scene, previous(scene)) ? [goOn(scene, "confirmIdle", "previous.quiet")] : [],
  },
  confirmIdle: {
    phase: "retiring",
    changes: (scene) =>
      scene.rules.mayStopPrevious(scene) ? [goOn(scene, "stopPrevious")] : [hold(scene, "halted")],
  },
  stopPrevious: stop("retiring", { color: previous, next: "release", tells: "previous.stopped" }),
} satisfies Partial<Story>;

/** The ways out: back while users may have moved, and off before that. */
const waysOut = {
  terminateOwner: { phase: "rollingBack", changes: terminateOwner },
  lookAtWayBack: {
    phase: "rollingBack",
    changes: (scene) => [
      goOn(scene, scene.rules.isHealthy(scene, previous(scene)) ? "pullLever" : "startPrevious"),
    ],
  },
  pullLever: writing("rollingBack", (scene) => pullLever(scene, "startPreviousInstead")),
  startPrevious: start(previous, "confirmPrevious"),
  confirmPrevious: { phase: "rollingBack", changes: (scene) => confirm(scene, "pullLeverOnceConfirmed") },
  pullLeverOnceConfirmed: writing("rollingBack", (scene) => pullLever(scene, "comeBack")),
  startPreviousInstead: start(previous, "confirmPreviousInstead"),
  confirmPreviousInstead: { phase: "rollingBack", changes: (scene) => confirm(scene, "comeBack") },
  comeBack: writing("rollingBack", comeBack),
  openGate: aim("rollingBack", {
    isTrue: ({ world }) => (world.record?.closedGate ?? null) === null,
    make: ({ world }) => withClosedGate(world, null),
    writes: () => "gate",
    next: "stopCandidate",
    tells: "rollback.completed",
  }),
  stopCandidate: stop("rollingBack", { color: candidate, next: "release", tells: "candidate.stopped" }),
  stopAborted: aim("aborting", {
    // without a plan nothing was begun
    isTrue: ({ world, self }) => self.candidate === null || !isRunning(world, self.candidate),
    make: (scene) => stopped(scene.world, candidate(scene)),
    writes: (scene) => `stop ${candidate(scene)}`,
    next: "release",
  }),
  release: { phase: null, changes: giveFree },
} satisfies Partial<Story>;

export const theStory: Story = { ...straightWay, ...waysOut };

function claimPair(scene: Scene): readonly Change[] {
  const { world, self, rules } = scene;
  const { id: operationId, epoch, deadOwner } = self;
  const wanted = { operationId, epoch, deadOwner, by: "a person", reason: "asked", at: moment };
  const answer = rules.claim(world.record, wanted);
  switch (answer.kind) {
    case "write":
      return [{ does: "claims the pair", world: { ...world, record: answer.record }, shows: "write record" }];
    case "owned":
      return [goOn(scene, self.takesOver ? "terminateOwner" : "plan")];
    case "superseded":
      return [superseded(scene)];
    default:
      return answer satisfies never;
  }
}

/** The roles are read, never remembered. A rollback needs an environment that was kept. */
function plan(scene: Scene): readonly Change[] {
  const { world, self } = scene;
  const active = activeColor(world.router, world.record?.closedGate ?? null);
  if (active === undefined) return [turn(scene, "failing", "release")];
  const found = otherColor(active);
  if (self.kind === "rollback" && world.clusters[found].power === "absent")
    return [turn(scene, "failing", "release")];
  const planned = { candidate: found, step: "stage" } as const;
  return [{ does: `plans to move users to ${found}`, world: withOperation(world, self, planned) }];
}

const clusterOf = (scene: Scene) => scene.world.clusters[candidate(scene)];

const verbFor = (scene: Scene): string =>
  ({ absent: "create", stopped: "start", running: "upgrade" })[clusterOf(scene).power];

function bringUp(scene: Scene): World {
  const { power, made } = clusterOf(scene);
  const isNew = power === "absent";
  const change = { power: "running", isProven: false, made: isNew ? made + 1 : made } as const;
  return withCluster(scene.world, candidate(scene), change);
}

/** A verdict on the candidate; an unhealthy one ends the upgrade before anybody has moved. */
function prove(scene: Scene, next: StepName): readonly Change[] {
  const color = candidate(scene);
  if (!scene.rules.isHealthy(scene, color)) return [turn(scene, "aborting", "stopAborted")];
  const world = withCluster(scene.world, color, { isProven: true });
  return [goOn({ ...scene, world }, next)];
}

/** Checks that the active fails itself cannot judge the candidate; a rollback away from it does not ask. */
function takeBaseline(scene: Scene): readonly Change[] {
  const isEnough = scene.self.kind === "rollback" || scene.rules.isHealthy(scene, previous(scene));
  return [isEnough ? goOn(scene, "waitForStandby") : hold(scene, "paused")];
}

/** Judged from the write on: a bad verdict turns back at once, only a pass needs arrival. */
function arrive(scene: Scene): readonly Change[] {
  if (!scene.rules.isHealthy(scene, candidate(scene))) return [turnBack(scene)];
  if (scene.rules.hasArrived(scene, candidate(scene))) return [goOn(scene, "soak", "swap.completed")];
  // the last edge may never learn, and arrival is then overdue
  return scene.world.rollout.rolling === null ? [] : [hold(scene, "halted")];
}

function soak(scene: Scene): readonly Change[] {
  if (!scene.rules.isHealthy(scene, candidate(scene))) return [turnBack(scene)];
  return scene.rules.mayRetire(scene) ? [goOn(scene, "retire", "soak.ended")] : [];
}

const turnBack = (scene: Scene): Change => turn(scene, "rollingBack", "lookAtWayBack");

/**
 * What a former owner still tries is fenced by the epoch; now it ends. It need not be the last one: whoever took over
 * from it may have died.
 */
function terminateOwner(scene: Scene): readonly Change[] {
  const former = scene.world.operations.filter((one) => one.epoch < scene.self.epoch && !hasEnded(one));
  const world = former.reduce(endSuperseded, scene.world);
  return [turn({ ...scene, world }, "rollingBack", "lookAtWayBack")];
}

/** Asked with the evidence that there is, and once without any: metrics may be silent. */
function pullLever(scene: Scene, useless: StepName): readonly Change[] {
  if (scene.world.record?.closedGate === candidate(scene)) return [goOn(scene, "comeBack", "gate.closed")];
  return [true, false].map((told): Change => {
    const answer = scene.rules.mayCloseGate(evidenceOf(scene, told));
    if (answer.kind === "useless") return goOn(scene, useless, "lever.refused");
    if (answer.kind === "locked") return hold(scene, "halted");
    return {
      does: "closes the candidate's gate",
      world: withClosedGate(scene.world, candidate(scene)),
      shows: "write gate",
    };
  });
}

function confirm(scene: Scene, next: StepName): readonly Change[] {
  const color = previous(scene);
  if (!scene.rules.isHealthy(scene, color)) return [hold(scene, "halted")];
  const world = withCluster(scene.world, color, { isProven: true });
  return [goOn({ ...scene, world }, next)];
}

/** Writes the route back as soon as Front Door lets it, and again when something late has changed it. */
function comeBack(scene: Scene): readonly Change[] {
  const { world, self, rules } = scene;
  const write = rules.nextWrite(world.router, changeOf(self, "rollBack"));
  if (write !== undefined) return world.isFrozen ? [] : written(scene, write);
  return rules.mayOpenGate(scene) ? [goOn(scene, "openGate")] : [];
}

export function withClosedGate(world: World, color: Operation["candidate"]): World {
  if (world.record === undefined) return world;
  const record = withGate(world.record, color, moment);
  return { ...world, record, closedGates: color === null ? [] : [color] };
}

/** The last activity of every end. */
function giveFree(scene: Scene): readonly Change[] {
  const { world, self, rules } = scene;
  // who was taken over meanwhile does not say how it ended
  if (world.record?.epoch !== self.epoch) return [superseded(scene)];
  const outcome = outcomeOf(self);
  const record = rules.release(world.record, { operationId: self.id, kind: self.kind, outcome, at: moment });
  if (record !== undefined) return [{ does: "gives the pair free", world: { ...world, record } }];
  return [
    {
      does: `ends ${outcome}`,
      world: withOperation(world, self, { outcome }),
      shows: `told operation.ended ${outcome}`,
    },
  ];
}

export function outcomeOf(self: Operation): Outcome {
  switch (self.way) {
    case "straight":
      return "completed";
    case "aborting":
      return "aborted";
    case "rollingBack":
      return self.takesOver ? "completed" : "rolledBack";
    case "failing":
      return "failed";
    default:
      return self.way satisfies never;
  }
}
