import { otherColor, type Color } from "../../src/domain/environment/pair.ts";
import type { JournalEvent } from "../../src/domain/upgrade/events.ts";
import type { Phase } from "../../src/domain/upgrade/phases.ts";
import { after, type RouterWrite, type RouterChange } from "../../src/domain/swap/protocol.ts";
import type { GateAnswer, WayBackEvidence } from "../../src/domain/swap/lever.ts";
import { publish } from "./edges.ts";
import { changeOf, type Scene } from "./rules.ts";
import type { StepName } from "./step-names.ts";
import { candidateOf, isRunning, isWell, previousOf, withCluster, withOperation } from "./world.ts";
import type { Operation, World } from "./world.ts";

/** One thing that a step can do now. */
export interface Change {
  readonly does: string;
  readonly world: World;
  /** What can be seen of it from outside: a write at Azure, or an event of the journal. */
  readonly shows?: string;
}

/** One place of the story. No change: it waits. */
export interface Step {
  /** What commands are judged by; null where none is taken. */
  readonly phase: Phase | null;
  readonly changes: (scene: Scene) => readonly Change[];
}

/** An activity that makes something true. It is repeated until it finds it true, so a lost answer costs a look. */
export function aim(
  phase: Phase,
  wanted: {
    readonly isTrue: (scene: Scene) => boolean;
    readonly make: (scene: Scene) => World;
    readonly writes: (scene: Scene) => string;
    readonly next: Next;
    readonly tells?: JournalEvent;
  },
): Step {
  const { isTrue, make, writes, next, tells } = wanted;
  return writing(phase, (scene) =>
    isTrue(scene)
      ? [goOn(scene, next, tells)]
      : [{ does: writes(scene), world: make(scene), shows: `write ${writes(scene)}` }],
  );
}

/** The activity of a step that writes: it looks first whether the pair is still its operation's. */
export const writing = (phase: Phase | null, changes: Step["changes"]): Step => ({
  phase,
  changes: (scene) => (scene.rules.mayWrite(scene) ? changes(scene) : [superseded(scene)]),
});

/** Makes the router as desired, write by write. Front Door refusing is a pause: nobody was moved. */
export const change = (
  phase: Phase,
  wanted: { readonly step: RouterChange["step"]; readonly next: Next; readonly tells: JournalEvent },
): Step =>
  writing(phase, (scene) => {
    const write = scene.rules.nextWrite(scene.world.router, changeOf(scene.self, wanted.step));
    if (write === undefined) return [goOn(scene, wanted.next, wanted.tells)];
    return scene.world.isFrozen ? [hold(scene, "paused")] : written(scene, write);
  });

/** The write has its effect, or its activity dies when it has passed the owner check and it has its effect later. */
export function written({ world }: Scene, write: RouterWrite): readonly Change[] {
  const said = saidOf(write);
  const now = { does: `writes ${said}`, world: publish(world, after(world.router, write)) };
  const changes: readonly Change[] = [{ ...now, shows: `write ${said}` }];
  if (world.late !== null || !world.threats.lateWrites) return changes;
  return [...changes, { does: `sends a write of ${said} that hangs`, world: { ...world, late: write } }];
}

export const saidOf = (write: RouterWrite): string =>
  write.kind === "route" ? "route" : `entry ${write.group}/${write.origin}`;

export const wait = (phase: Phase, until: (scene: Scene) => boolean, next: Next): Step => ({
  phase,
  changes: (scene) => (until(scene) ? [goOn(scene, next)] : []),
});

export type Next = StepName | ((scene: Scene) => StepName);

export function goOn(scene: Scene, next: Next, tells?: JournalEvent): Change {
  const step = typeof next === "string" ? next : next(scene);
  const change = { does: `goes on to ${step}`, world: withOperation(scene.world, scene.self, { step }) };
  return tells === undefined ? change : { ...change, shows: `told ${tells}` };
}

export const turn = (scene: Scene, way: Operation["way"], step: StepName): Change => ({
  does: `turns to ${step}`,
  world: withOperation(scene.world, scene.self, { way, step, held: null }),
});

/** Stays at its step until a person resumes it. */
export const hold = (scene: Scene, held: "paused" | "halted"): Change => ({
  does: `is ${held}`,
  world: withOperation(scene.world, scene.self, { held }),
});

export const superseded = ({ world, self }: Scene): Change => ({
  does: "finds that another operation owns the pair",
  world: endSuperseded(world, self),
});

/** Nothing of it matters any more beside one that goes on; alone it stays as the one that has ended. */
export function endSuperseded(world: World, self: Operation): World {
  const others = world.operations.filter((one) => one !== self);
  const ended = { outcome: "superseded", step: "claim", way: "straight", held: null } as const;
  return others.length === 0 ? withOperation(world, self, ended) : { ...world, operations: others };
}

export const start = (color: (scene: Scene) => Color, next: Next): Step =>
  aim("rollingBack", {
    isTrue: (scene) => isRunning(scene.world, color(scene)),
    make: (scene) => withCluster(scene.world, color(scene), { power: "running", isProven: false }),
    writes: (scene) => `start ${color(scene)}`,
    next,
  });

export const stop = (
  phase: Phase,
  wanted: { readonly color: (scene: Scene) => Color; readonly next: Next; readonly tells: JournalEvent },
): Step =>
  aim(phase, {
    isTrue: (scene) => !isRunning(scene.world, wanted.color(scene)),
    make: (scene) => stopped(scene.world, wanted.color(scene)),
    writes: (scene) => `stop ${wanted.color(scene)}`,
    next: wanted.next,
    tells: wanted.tells,
  });

export const candidate = (scene: Scene): Color => candidateOf(scene.self);

export const previous = (scene: Scene): Color => previousOf(scene.self);

/** Stands for whatever moment it is: evidence in the machine is always of now, or missing. */
export const moment = "2026-01-01T00:00:00.000Z";

/** What the lever's interlock is asked with. `told`: whether Front Door tells the health that it measured. */
export function evidenceOf({ world, self }: Scene, told: boolean): WayBackEvidence {
  const color = otherColor(candidateOf(self));
  const percentage = world.believedWell.includes(color) ? 100 : 0;
  return {
    color,
    router: world.router,
    gate: gateAnswer(world, color),
    health: told ? { percentage, measuredAt: moment } : null,
    own: null,
    unanswered: 1,
    now: moment,
  };
}

function gateAnswer(world: World, color: Color): GateAnswer {
  if (!isRunning(world, color)) return { kind: "unreachable", why: "it is stopped" };
  const known = { color, epoch: world.record?.epoch ?? 0 };
  if (world.closedGates.includes(color)) return { kind: "closed", ...known };
  return isWell(world, color) ? { kind: "open", ...known } : { kind: "unhealthy", ...known };
}

/** What it was like is forgotten: it is proven anew when it is started again. */
export const stopped = (world: World, color: Color): World =>
  withCluster(world, color, { power: "stopped", isProven: false, isWell: true });
