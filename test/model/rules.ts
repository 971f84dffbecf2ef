import type { Color } from "../../src/domain/environment/pair.ts";
import { may } from "../../src/domain/upgrade/commands.ts";
import { claim, release } from "../../src/domain/upgrade/pair-record.ts";
import { activeColor } from "../../src/domain/swap/layout.ts";
import { interlock } from "../../src/domain/swap/lever.ts";
import { nextWrite, type RouterChange } from "../../src/domain/swap/protocol.ts";
import { allSendTo, isEverywhere, someSendTo } from "./edges.ts";
import { candidateOf, isWell, previousOf, type Operation, type World } from "./world.ts";

/** Who decides, and on what. */
export interface Scene {
  readonly world: World;
  readonly self: Operation;
  readonly rules: Rules;
}

/** Everything the story asks before it goes on. A protocol with another answer to one of these is another protocol. */
export interface Rules {
  readonly claim: typeof claim;
  readonly release: typeof release;
  readonly may: typeof may;
  readonly nextWrite: typeof nextWrite;
  /** The interlock: whether the candidate's gate may be closed. */
  readonly mayCloseGate: typeof interlock;
  /** Asked by every writing step, right before it writes. */
  readonly mayWrite: (scene: Scene) => boolean;
  /** Whether an event may start an upgrade of a pair that nobody owns. */
  readonly mayStart: (world: World) => boolean;
  readonly isHealthy: (scene: Scene, color: Color) => boolean;
  readonly maySwap: (scene: Scene) => boolean;
  readonly hasArrived: (scene: Scene, color: Color) => boolean;
  readonly mayRetire: (scene: Scene) => boolean;
  readonly isOut: (scene: Scene) => boolean;
  readonly isQuiet: (scene: Scene, color: Color) => boolean;
  readonly mayStopPrevious: (scene: Scene) => boolean;
  readonly mayOpenGate: (scene: Scene) => boolean;
}

/** The product's own rules; where it measures or waits, what it has then found out. */
export const theRules: Rules = {
  claim,
  release,
  may,
  nextWrite,
  mayCloseGate: interlock,
  mayWrite: ({ world, self }) => world.record?.operationId === self.id && world.record.epoch === self.epoch,
  mayStart: (world) => (world.record?.hold ?? null) === null,
  isHealthy: ({ world }, color) => isWell(world, color),
  // the standby's settings are 45 minutes old, and no edge needs longer
  maySwap: (scene) => isEverywhere(scene.world) && isTrue(scene, "stage") && isOnlyStagingLate(scene.world),
  hasArrived: ({ world }, color) => allSendTo(world, color),
  // a late write lands within the hour that arrival and soak take
  mayRetire: (scene) =>
    scene.world.late === null && isTrue(scene, "swap") && isWell(scene.world, candidateOf(scene.self)),
  isOut: ({ world }) => isEverywhere(world),
  isQuiet: ({ world }, color) => !someSendTo(world, color) && world.slowAt !== color,
  mayStopPrevious: (scene) =>
    isTrue(scene, "retire") && activeColor(scene.world.router) === candidateOf(scene.self),
  mayOpenGate: isBack,
};

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
    rules.hasArrived(scene, previousOf(self)) &&
    rules.isQuiet(scene, candidateOf(self))
  );
}

/** Whether the control plane tells what is desired. */
export const isTrue = ({ world, self, rules }: Scene, step: RouterChange["step"]): boolean =>
  rules.nextWrite(world.router, changeOf(self, step)) === undefined;

export const changeOf = (self: Operation, step: RouterChange["step"]): RouterChange => ({
  step,
  candidate: candidateOf(self),
  percent: 100,
});
