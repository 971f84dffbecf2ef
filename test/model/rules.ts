import type { Color } from "../../src/domain/environment/pair.ts";
import { mayChange, mayChangeRunning } from "../../src/domain/guards/candidate.ts";
import { mayRetire, mayShare, mayStage, maySwap, unrestOf } from "../../src/domain/guards/move-users.ts";
import { mayStop } from "../../src/domain/guards/stop.ts";
import { mayTakeBack } from "../../src/domain/guards/take-back.ts";
import { may } from "../../src/domain/upgrade/commands.ts";
import { claim, release } from "../../src/domain/upgrade/pair-record.ts";
import { interlock } from "../../src/domain/swap/lever.ts";
import { nextWrite, type RouterChange } from "../../src/domain/swap/protocol.ts";
import { fullShare } from "../../src/domain/swap/shares.ts";
import { decide } from "../../src/domain/watch/decide.ts";
import { allSendTo, isEverywhere, someSendTo } from "./edges.ts";
import { candidateOf, isWell, previousOf, type Operation, type Watch, type World } from "./world.ts";

/** Who decides, and on what. */
export interface Scene {
  readonly world: World;
  readonly self: Operation;
  readonly rules: Rules;
}

/** Everything the story and the watch ask before they go on. Another answer to one of these is another protocol. */
export interface Rules {
  readonly claim: typeof claim;
  readonly release: typeof release;
  readonly may: typeof may;
  readonly nextWrite: typeof nextWrite;
  /** The interlock: whether the candidate's gate may be closed. */
  readonly mayCloseGate: typeof interlock;
  /** The guards: each is asked by the step that writes, right before it does. */
  readonly mayStage: typeof mayStage;
  readonly mayChange: typeof mayChange;
  readonly mayChangeRunning: typeof mayChangeRunning;
  readonly maySwap: typeof maySwap;
  readonly mayShare: typeof mayShare;
  readonly mayRetire: typeof mayRetire;
  readonly mayStop: typeof mayStop;
  readonly mayTakeBack: typeof mayTakeBack;
  /** Why nothing may start on this router. */
  readonly unrestOf: typeof unrestOf;
  /** What the watch does about what it sees. */
  readonly decide: typeof decide;
  /** What the watch makes of a look; `unknown`: nobody could tell. */
  readonly reported: (watch: Watch, seen: "healthy" | "unhealthy" | "unknown") => Watch;
  /** Asked by every writing step, right before it writes. */
  readonly mayWrite: (scene: Scene) => boolean;
  /** Whether an event may start an upgrade. */
  readonly mayStart: (world: World) => boolean;
  /** Whether a person may start an upgrade over an owner that has died. */
  readonly mayStartOver: (dead: Operation) => boolean;
  readonly isHealthy: (scene: Scene, color: Color) => boolean;
  readonly hasSpread: (scene: Scene) => boolean;
  readonly hasArrived: (scene: Scene, color: Color) => boolean;
  readonly mayEndSoak: (scene: Scene) => boolean;
  readonly isOut: (scene: Scene) => boolean;
  readonly isQuiet: (scene: Scene, color: Color) => boolean;
  /** Whether a stop that an earlier step has sent can still come out where users are to be led. */
  readonly hasStopPassed: (scene: Scene) => boolean;
  readonly mayOpenGate: (scene: Scene) => boolean;
}

/** The product's own rules; where it measures or waits, what it has then found out. */
export const theRules: Rules = {
  claim,
  release,
  may,
  nextWrite,
  mayCloseGate: interlock,
  mayStage,
  mayChange,
  mayChangeRunning,
  maySwap,
  mayShare,
  mayRetire,
  mayStop,
  mayTakeBack,
  unrestOf,
  decide,
  reported: (watch, seen) => (seen === "unknown" ? watch : { ...watch, saw: seen, isFresh: true }),
  mayWrite: ({ world, self }) => world.record?.operationId === self.id && world.record.epoch === self.epoch,
  mayStart: ({ record }) => (record?.hold ?? null) === null && (record?.operationId ?? null) === null,
  // its swap may still land: there is only the way back
  mayStartOver: ({ way }) => way !== "rollingBack",
  isHealthy: ({ world }, color) => isWell(world, color),
  // the settings are 45 minutes old, and no edge needs longer
  hasSpread: (scene) =>
    isEverywhere(scene.world) && isTrue(scene, firstStep(scene)) && isOnlyStagingLate(scene.world),
  // a share is seen as soon as some edges have it; all of the users are there only when all edges send them
  hasArrived: ({ world, self }, color) =>
    percentOf(world, self) === fullShare ? allSendTo(world, color) : someSendTo(world, color),
  // a late write lands within the hour that arrival and soak take
  mayEndSoak: (scene) => scene.world.late === null && isTrue(scene, "swap"),
  isOut: ({ world }) => isEverywhere(world),
  isQuiet: ({ world }, color) => !someSendTo(world, color) && world.slowAt !== color,
  // whoever finds in the journal that a stop may have been sent waits longer than an activity can live, then reads again
  hasStopPassed: ({ world, self }) => world.stopTold !== previousOf(self) || world.late?.kind !== "stop",
  mayOpenGate: isBack,
};

const firstStep = ({ world, self }: Scene): RouterChange["step"] =>
  percentOf(world, self) === fullShare ? "stage" : "prepare";

/** What an earlier operation sent has landed within the hour; the own staging, beside the users' group, may still hang. */
const isOnlyStagingLate = ({ router, late }: World): boolean =>
  late === null || (late.kind === "entry" && late.group !== router.routedGroup);

/**
 * Users are back for good: the route is right and has been so for an hour, which is longer than a rollout takes and
 * longer than a late write can take to land; and nobody reaches the candidate any more.
 */
function isBack(scene: Scene): boolean {
  const { world, self, rules } = scene;
  return (
    isTrue(scene, "rollBack") &&
    isEverywhere(world) &&
    world.late === null &&
    allSendTo(world, previousOf(self)) &&
    rules.isQuiet(scene, candidateOf(self))
  );
}

/** Whether the control plane tells what is desired. */
export const isTrue = ({ world, self, rules }: Scene, step: RouterChange["step"]): boolean =>
  rules.nextWrite(world.router, changeOf({ world, self }, step)) === undefined;

/** Of the users, what the operation has written for its candidate, or writes next. */
export const percentOf = (world: World, { share }: Operation): number => world.shares[share] ?? fullShare;

/** `share` is about the next share, everything else about the one that is written or is to be. */
export const changeOf = (
  { world, self }: Pick<Scene, "world" | "self">,
  step: RouterChange["step"],
): RouterChange => ({
  step,
  candidate: candidateOf(self),
  percent: step === "share" ? (world.shares[self.share + 1] ?? fullShare) : percentOf(world, self),
});
