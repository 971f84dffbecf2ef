import { activeColor } from "../../src/domain/swap/layout.ts";
import { go, notYet } from "../../src/domain/guards/guard.ts";
import { withGate } from "../../src/domain/upgrade/pair-record.ts";
import type { Outcome } from "../../src/domain/upgrade/phases.ts";
import { leverFacts, moment, takeBackFacts } from "./facts.ts";
import { changeOf, isTrue, type Scene } from "./rules.ts";
import type { StepName } from "./step-names.ts";
import type { Story } from "./story.ts";
import { startWatch } from "./story-straight.ts";
import {
  aim,
  candidate,
  endSuperseded,
  goOn,
  knowing,
  previous,
  start,
  stop,
  superseded,
  turn,
  writing,
  written,
  type Change,
} from "./story-parts.ts";
import { hasEnded, isRunning, withCluster, withOperation, type Operation, type World } from "./world.ts";

/** The ways out: back while users may have moved, and off before that. */
export const waysOut = {
  // before the claim, which ends the former owner's watch: whoever dies in between leaves one that looks
  watchFirst: { phase: null, changes: (scene) => startWatch(scene, "claim") },
  terminateOwner: { phase: null, changes: terminateOwner },
  watchWayBack: { phase: "rollingBack", changes: (scene) => startWatch(scene, "lookAtWayBack") },
  lookAtWayBack: {
    phase: "rollingBack",
    changes: (scene) => [
      goOn(scene, scene.rules.isHealthy(scene, previous(scene)) ? "comeBack" : "startPrevious"),
    ],
  },
  startPrevious: start(previous, "confirmPrevious"),
  confirmPrevious: { phase: "rollingBack", changes: confirm },
  comeBack: writing("rollingBack", comeBack),
  openGate: aim("rollingBack", {
    isTrue: ({ world }) => (world.record?.closedGate ?? null) === null,
    // asked again where the write is: a hand may have led users there since
    guard: (scene) => (isTrue(scene, "rollBack") ? go : notYet("users could go there again")),
    refused: (scene) => [goOn(scene, "comeBack")],
    make: ({ world }) => withClosedGate(world, null),
    writes: () => "gate",
    next: "stopCandidate",
    tells: "rollback.completed",
  }),
  stopCandidate: stop("rollingBack", {
    color: candidate,
    next: "release",
    tells: "candidate.stopped",
    // it costs money but harms nobody: said, and left
    refused: (scene) => goOn(scene, "release"),
  }),
  stopAborted: {
    phase: "aborting",
    // without a plan nothing was begun
    changes: (scene) => (scene.self.candidate === null ? [goOn(scene, "release")] : abort(scene)),
  },
  release: { phase: null, changes: giveFree },
} satisfies Partial<Story>;

const abort = (scene: Scene): readonly Change[] =>
  stop("aborting", {
    color: candidate,
    next: "release",
    tells: "candidate.stopped",
    // an abort that finds users moved is a rollback
    refused: (seen) =>
      activeColor(seen.world.router) === candidate(seen)
        ? turn(seen, "rollingBack", "lookAtWayBack")
        : goOn(seen, "release"),
  }).changes(scene);

/**
 * What a former owner still tries is fenced by the epoch; now it ends. It need not be the last one: whoever took over
 * from it may have died.
 */
function terminateOwner(scene: Scene): readonly Change[] {
  const { self } = scene;
  const former = scene.world.operations.filter((one) => one.epoch < self.epoch && !hasEnded(one));
  const world = former.reduce(endSuperseded, scene.world);
  const isAbort = self.way === "aborting";
  const next: StepName = isAbort ? "stopAborted" : world.threats.watched ? "watchWayBack" : "lookAtWayBack";
  return [turn({ ...scene, world }, isAbort ? "aborting" : "rollingBack", next)];
}

function confirm(scene: Scene): readonly Change[] {
  const color = previous(scene);
  if (!isRunning(scene.world, color)) return [goOn(scene, "startPrevious")];
  // asked again by timer, until somebody has seen it well
  if (!scene.rules.isHealthy(scene, color)) return [];
  const world = withCluster(scene.world, color, { isProven: true });
  return [goOn({ ...scene, world }, "comeBack")];
}

/**
 * The lever is tried until the gate is closed, and the route is written beside it as soon as Front Door lets it, and
 * again when something late has changed it. Whatever is refused or unknown is asked again by timer.
 */
function comeBack(scene: Scene): readonly Change[] {
  const { world, rules } = scene;
  const { isProven } = world.clusters[previous(scene)];
  if (!isRunning(world, previous(scene))) return [goOn(scene, "startPrevious")];
  if (!isProven) return [goOn(scene, "confirmPrevious")];
  const isSafe = rules.mayOpenGate(scene);
  return [
    ...pullLever(scene),
    ...writeBack(scene),
    ...(isSafe ? [goOn(knowing(scene, { quiet: "fresh" }), "openGate")] : []),
  ];
}

/** Asked with the evidence that there is, and once without any of Front Door's: metrics may be silent. */
function pullLever(scene: Scene): readonly Change[] {
  const { world, rules } = scene;
  if (world.record?.closedGate === candidate(scene)) return [];
  const isFree = [true, false].some((told) => rules.mayCloseGate(leverFacts(scene, told)).kind === "free");
  if (!isFree) return [];
  const closed = withClosedGate(world, candidate(scene));
  return [{ does: "closes the candidate's gate", world: closed, shows: "write gate" }];
}

function writeBack(scene: Scene): readonly Change[] {
  const { world, rules } = scene;
  const write = rules.nextWrite(world.router, changeOf(scene, "rollBack"));
  if (write === undefined || world.isFrozen || !rules.hasStopPassed(scene)) return [];
  const mayGo = [true, false].some((told) => rules.mayTakeBack(takeBackFacts(scene, told)).kind === "go");
  return mayGo ? written(scene, write) : [];
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
  // its end was told before, and so its watch is over
  const watches = world.watches.filter(({ of }) => of !== self.id);
  if (record !== undefined) return [{ does: "gives the pair free", world: { ...world, record, watches } }];
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
