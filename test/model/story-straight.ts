import { otherColor } from "../../src/domain/environment/pair.ts";
import type { PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import { activeColor } from "../../src/domain/swap/layout.ts";
import { fullShare } from "../../src/domain/swap/shares.ts";
import { changeFacts, moment, moveFacts, verdictSeen } from "./facts.ts";
import { percentOf, type Scene } from "./rules.ts";
import type { StepName } from "./step-names.ts";
import type { Story } from "./story.ts";
import {
  aim,
  candidate,
  change,
  goOn,
  hold,
  knowing,
  learns,
  previous,
  stop,
  superseded,
  turn,
  wait,
  type Change,
} from "./story-parts.ts";
import { isRunning, nothingKnown, watchOf, withCluster, withOperation } from "./world.ts";
import type { Known, Operation, World } from "./world.ts";

/** The straight way, as the phases of the workflow tell it. */
export const straightWay = {
  claim: { phase: null, changes: claimPair },
  plan: { phase: "planning", changes: plan },
  stage: change("building", {
    step: "stage",
    next: "build",
    tells: "standby.enabled",
    guard: ({ world, self, rules }) => rules.mayStage({ router: world.router, candidate: candidateIn(self) }),
  }),
  // what was built, started or is about to be upgraded is proven anew
  build: aim("building", {
    isTrue: (scene) => isRunning(scene.world, candidate(scene)) && !clusterOf(scene).isProven,
    guard: buildGuard,
    // somebody has led users there: nothing of it is touched any more
    refused: (scene, { passes }) => (passes ? [] : [turnOff(scene)]),
    make: bringUp,
    writes: (scene) => `${verbFor(scene)} ${candidate(scene)}`,
    next: "prove",
    tells: "candidate.ready",
  }),
  prove: { phase: "verifying", changes: (scene) => prove(scene, "takeBaseline", turnOff) },
  takeBaseline: { phase: "verifying", changes: (scene) => takeBaseline(scene, afterBaseline(scene)) },
  prepareShare: change("verifying", {
    step: "prepare",
    next: "waitForStandby",
    tells: "baseline.taken",
    guard: ({ world, self, rules }) => rules.mayStage({ router: world.router, candidate: candidateIn(self) }),
  }),
  waitForStandby: wait(
    "verifying",
    (scene) => scene.rules.hasSpread(scene),
    (scene) => startingWatch(scene),
  ),
  startWatch: { phase: "verifying", changes: (scene) => startWatch(scene, "proveAgain") },
  // judging comes after everything that can wait
  proveAgain: { phase: "verifying", changes: (scene) => proveAgain(scene, turnOff) },
  swap: change("swapping", {
    step: "swap",
    next: "arrive",
    tells: "route.written",
    guard: (scene) => scene.rules.maySwap(moveFacts(scene)),
    meanwhile: (scene) => [goOn(scene, "proveInSwap")],
    made: ({ known }) => ({ known: leftBehind(known) }),
  }),
  // the write may have been sent already, and may still land: from here on the way out is the way back
  proveInSwap: { phase: "swapping", changes: (scene) => proveAgain(scene, turnBack) },
  arrive: { phase: "swapping", changes: arrive },
  share: change("swapping", {
    step: "share",
    next: "arrive",
    tells: "share.moved",
    guard: (scene) => scene.rules.mayShare(moveFacts(scene)),
    meanwhile: lookForArrival,
    made: ({ share, known }) => ({ share: share + 1, known: leftBehind(known) }),
  }),
  soak: { phase: "soaking", changes: soak },
  retire: change("retiring", {
    step: "retire",
    next: "waitUntilOut",
    tells: "standby.disabled",
    guard: (scene) => scene.rules.mayRetire(moveFacts(scene)),
    meanwhile: (scene) => turnedBackOr(scene, lookForArrival),
    made: () => ({ known: nothingKnown }),
  }),
  waitUntilOut: wait("retiring", (scene) => scene.rules.isOut(scene), "waitUntilQuiet"),
  waitUntilQuiet: {
    phase: "retiring",
    changes: (scene) =>
      scene.rules.isQuiet(scene, previous(scene)) ? [aboutToStop(knowing(scene, { quiet: "fresh" }))] : [],
  },
  stopPrevious: stop("retiring", {
    color: previous,
    next: "release",
    tells: "previous.stopped",
    // somebody leads users there again: a person says how it goes on
    refused: (scene) => hold(scene, "halted"),
  }),
} satisfies Partial<Story>;

/** Whether the side that users left was well when they left it is all that still matters after the write. */
const leftBehind = ({ baseline }: Known): Known => ({
  ...nothingKnown,
  baseline: baseline === "missing" ? "missing" : "expired",
});

const candidateIn = (self: Operation) => self.candidate ?? "green";

function claimPair(scene: Scene): readonly Change[] {
  const { world, self, rules } = scene;
  const { id: operationId, epoch, deadOwner } = self;
  const wanted = { operationId, epoch, deadOwner, by: "a person", reason: "asked", at: moment };
  const answer = rules.claim(world.record, wanted);
  switch (answer.kind) {
    case "write":
      return [claimed(scene, answer.record)];
    case "owned":
      return [goOn(scene, self.takesOver ? "terminateOwner" : "plan")];
    case "superseded":
      return [superseded(scene)];
    default:
      return answer satisfies never;
  }
}

/** Whoever watched another owner looks once more, and ends. */
function claimed({ world, self }: Scene, record: PairRecord): Change {
  const watches = world.watches.filter(({ of }) => of === self.id);
  return { does: "claims the pair", world: { ...world, record, watches }, shows: "write record" };
}

/** The roles are read, never remembered, and only where users are in one place. A rollback needs a kept environment. */
function plan(scene: Scene): readonly Change[] {
  const { self, rules } = scene;
  const world = { ...scene.world, foreign: null, stopTold: null };
  const active = activeColor(world.router, world.record?.closedGate ?? null);
  if (active === undefined || rules.unrestOf(world.router) !== undefined)
    return [turn(scene, "failing", "release")];
  const found = otherColor(active);
  if (self.kind === "rollback" && world.clusters[found].power === "absent")
    return [turn(scene, "failing", "release")];
  const planned = { candidate: found, step: "stage" } as const;
  return [{ does: `plans to move users to ${found}`, world: withOperation(world, self, planned) }];
}

const clusterOf = (scene: Scene) => scene.world.clusters[candidate(scene)];

function buildGuard(scene: Scene): ReturnType<Scene["rules"]["mayChange"]> {
  if (clusterOf(scene).power === "stopping")
    return { kind: "refused", why: "Azure is still stopping it", passes: true };
  const { rules } = scene;
  const facts = changeFacts(scene, candidate(scene));
  return clusterOf(scene).power === "running"
    ? rules.mayChangeRunning("the building", facts)
    : rules.mayChange("the building", facts);
}

const verbFor = (scene: Scene): string => {
  const { power } = clusterOf(scene);
  return power === "absent" ? "create" : power === "running" ? "upgrade" : "start";
};

function bringUp(scene: Scene): World {
  const { power, made } = clusterOf(scene);
  const isNew = power === "absent";
  const change = { power: "running", isProven: false, made: isNew ? made + 1 : made } as const;
  return withCluster(scene.world, candidate(scene), change);
}

/** A verdict on the candidate; an unhealthy one ends the upgrade before anybody has moved. */
function prove(scene: Scene, next: StepName, otherwise: (scene: Scene) => Change): readonly Change[] {
  const color = candidate(scene);
  if (!scene.rules.isHealthy(scene, color)) return [otherwise(scene)];
  const world = withCluster(scene.world, color, { isProven: true });
  return [goOn({ ...scene, world }, next)];
}

const turnOff = (scene: Scene): Change => turn(scene, "aborting", "stopAborted");

const turnBack = (scene: Scene): Change => turn(scene, "rollingBack", "lookAtWayBack");

/** Checks that the active fails itself cannot judge the candidate; a rollback away from it does not ask. */
function takeBaseline(scene: Scene, next: StepName): readonly Change[] {
  const isEnough = scene.self.kind === "rollback" || scene.rules.isHealthy(scene, previous(scene));
  return [isEnough ? goOn(scene, next) : hold(scene, "paused")];
}

const afterBaseline = ({ world, self }: Scene): StepName =>
  percentOf(world, self) === fullShare ? "waitForStandby" : "prepareShare";

const startingWatch = ({ world }: Scene): StepName => (world.threats.watched ? "startWatch" : "proveAgain");

/** Safe to repeat. */
export function startWatch(scene: Scene, next: StepName): readonly Change[] {
  const { world, self } = scene;
  if (!world.threats.watched || watchOf(world, self.id) !== undefined) return [goOn(scene, next)];
  const watch = { of: self.id, candidate: candidate(scene), saw: "nothing", isFresh: false } as const;
  return [goOn({ ...scene, world: { ...world, watches: [...world.watches, watch] } }, next)];
}

/** Both sides once more, right before the write: the first proof has grown old while the router's settings spread. */
function proveAgain(scene: Scene, otherwise: (scene: Scene) => Change): readonly Change[] {
  const isWell = scene.rules.isHealthy(scene, previous(scene));
  const baseline = isWell ? "fresh" : "missing";
  const knows = knowing(scene, { proof: "fresh", baseline });
  if (!isWell && scene.self.kind !== "rollback") return [hold(scene, "paused")];
  return prove(knows, "swap", otherwise);
}

/** Judged from the write on: a bad verdict turns back at once, only a pass needs arrival. */
function arrive(scene: Scene): readonly Change[] {
  return turnedBackOr(scene, (seen) => {
    if (isPass(seen) && seen.rules.hasArrived(seen, candidate(seen))) return [arrived(seen)];
    // the last edge may never learn, and arrival is then overdue
    return seen.world.rollout.rolling === null ? [] : [hold(seen, "halted")];
  });
}

function arrived(scene: Scene): Change {
  const knows = knowing(scene, { arrival: "fresh" });
  return percentOf(scene.world, scene.self) === fullShare
    ? goOn(knows, "soak", "swap.completed")
    : goOn(knows, "share", "share.arrived");
}

/** A verdict that is young and good. Unknown is never a pass. */
function isPass(scene: Scene): boolean {
  const { rules } = scene;
  const facts = { ...moveFacts(scene), arrival: { fact: true, takenAt: moment } };
  return rules.mayShare(facts).kind === "go";
}

function soak(scene: Scene): readonly Change[] {
  if (scene.world.foreign !== null) return [hold(scene, "halted")];
  return turnedBackOr(scene, (seen) => [
    ...lookForArrival(seen),
    ...(isPass(seen) && seen.rules.mayEndSoak(seen) ? [goOn(seen, "retire", "soak.ended")] : []),
  ]);
}

function lookForArrival(scene: Scene): readonly Change[] {
  const looks = scene.self.known.arrival !== "fresh" && scene.rules.hasArrived(scene, candidate(scene));
  return looks ? [learns(scene, { arrival: "fresh" })] : [];
}

/** Where no watch is modeled the story sees at once what a watch would have told it. */
function turnedBackOr(scene: Scene, other: (scene: Scene) => readonly Change[]): readonly Change[] {
  if (!scene.world.threats.watched && verdictSeen(scene)?.fact !== "healthy") return [turnBack(scene)];
  return other(scene);
}

/** The journal tells that the previous is quiet before anything is asked to stop it. */
function aboutToStop(scene: Scene): Change {
  const { threats } = scene.world;
  const stopTold = threats.lateWrites ? previous(scene) : null;
  return goOn({ ...scene, world: { ...scene.world, stopTold } }, "stopPrevious", "previous.quiet");
}
