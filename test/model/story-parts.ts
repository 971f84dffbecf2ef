import type { Color } from "../../src/domain/environment/pair.ts";
import { go, type GuardAnswer } from "../../src/domain/guards/guard.ts";
import type { JournalEvent } from "../../src/domain/upgrade/events.ts";
import type { Phase } from "../../src/domain/upgrade/phases.ts";
import { after, type RouterWrite, type RouterChange } from "../../src/domain/swap/protocol.ts";
import { publish } from "./edges.ts";
import { stopFacts } from "./facts.ts";
import { changeOf, type Scene } from "./rules.ts";
import type { StepName } from "./step-names.ts";
import { candidateOf, isRunning, nothingKnown, previousOf, withCluster, withOperation } from "./world.ts";
import type { Known, LateWrite, Operation, World } from "./world.ts";

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
    readonly guard?: (scene: Scene) => GuardAnswer;
    /** What is done when the guard refuses. */
    readonly refused?: (scene: Scene, answer: Refusal) => readonly Change[];
  },
): Step {
  const { isTrue, make, writes, next, tells, guard, refused } = wanted;
  return writing(phase, (scene) => {
    if (isTrue(scene)) return [goOn(scene, next, tells)];
    const answer = guard?.(scene) ?? go;
    if (answer.kind === "refused") return refused?.(scene, answer) ?? [];
    return [{ does: writes(scene), world: make(scene), shows: `write ${writes(scene)}` }];
  });
}

export type Refusal = Extract<GuardAnswer, { kind: "refused" }>;

/** The activity of a step that writes: it looks first whether the pair is still its operation's. */
export const writing = (phase: Phase | null, changes: Step["changes"]): Step => ({
  phase,
  changes: (scene) => (scene.rules.mayWrite(scene) ? changes(scene) : [superseded(scene)]),
});

/**
 * Makes the router as desired, write by write. What another hand has changed is never overwritten, and Front Door
 * refusing is a pause: nobody was moved.
 */
export const change = (
  phase: Phase,
  wanted: {
    readonly step: RouterChange["step"];
    readonly next: Next;
    readonly tells: JournalEvent;
    readonly guard: (scene: Scene) => GuardAnswer;
    /** What is done when the guard says that what is in the way may pass. */
    readonly meanwhile?: (scene: Scene) => readonly Change[];
    /** Where the story is once the change is made. */
    readonly made?: (self: Operation) => Partial<Operation>;
  },
): Step =>
  writing(phase, (scene) => {
    if (scene.world.foreign !== null) return [hold(scene, "halted")];
    const write = scene.rules.nextWrite(scene.world.router, changeOf(scene, wanted.step));
    if (write === undefined) return [goOn(once(scene, wanted.made), wanted.next, wanted.tells)];
    if (scene.world.isFrozen) return [hold(scene, "paused")];
    const answer = wanted.guard(scene);
    if (answer.kind === "go") return written(scene, write);
    return answer.passes ? (wanted.meanwhile?.(scene) ?? []) : [hold(scene, "halted")];
  });

const once = (scene: Scene, made: ((self: Operation) => Partial<Operation>) | undefined): Scene =>
  made === undefined ? scene : having(scene, made(scene.self));

/** The scene in which the operation is a little further. */
export function having(scene: Scene, change: Partial<Operation>): Scene {
  const self = { ...scene.self, ...change };
  const operations = scene.world.operations.map((one) => (one === scene.self ? self : one));
  return { ...scene, self, world: { ...scene.world, operations } };
}

export const knowing = (scene: Scene, known: Partial<Known>): Scene =>
  having(scene, { known: { ...scene.self.known, ...known } });

/** The write has its effect, or its activity hangs when it has passed owner check and guard, and it has its effect later. */
export function written({ world }: Scene, write: RouterWrite): readonly Change[] {
  const said = saidOf(write);
  const now = { does: `writes ${said}`, world: publish(world, after(world.router, write)) };
  return [{ ...now, shows: `write ${said}` }, ...hanging(world, write)];
}

function hanging(world: World, write: LateWrite): readonly Change[] {
  if (world.late !== null || !world.threats.lateWrites) return [];
  return [{ does: `sends a write of ${saidOf(write)} that hangs`, world: { ...world, late: write } }];
}

export const saidOf = (write: LateWrite): string => {
  if (write.kind === "stop") return `stop ${write.color}`;
  return write.kind === "route" ? "route" : `entry ${write.group}/${write.origin}`;
};

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

/** A look whose answer is needed later. */
export const learns = (scene: Scene, known: Partial<Known>): Change => ({
  does: `looks again: ${Object.keys(known).join(", ")}`,
  world: knowing(scene, known).world,
});

export const turn = (scene: Scene, way: Operation["way"], step: StepName): Change => ({
  does: `turns to ${step}`,
  world: withOperation(scene.world, scene.self, { ...turned(way), step }),
});

/** On another way nothing counts that was found out on the one before. */
export const turned = (way: Operation["way"]) => ({ way, held: null, known: nothingKnown }) as const;

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
  const ended = { outcome: "superseded", step: "claim", ...turned("straight") } as const;
  return others.length === 0 ? withOperation(world, self, ended) : { ...world, operations: others };
}

export const start = (color: (scene: Scene) => Color, next: Next): Step =>
  aim("rollingBack", {
    isTrue: (scene) => isRunning(scene.world, color(scene)),
    // Azure starts nothing that it is still stopping
    guard: (scene) =>
      scene.world.clusters[color(scene)].power === "stopped"
        ? go
        : { kind: "refused", why: "it is being stopped", passes: true },
    make: (scene) => withCluster(scene.world, color(scene), { power: "running", isProven: false }),
    writes: (scene) => `start ${color(scene)}`,
    next,
  });

/** Stops a cluster, or finds that it may not, or that it cannot be. */
export const stop = (
  phase: Phase,
  wanted: {
    readonly color: (scene: Scene) => Color;
    readonly tells: JournalEvent;
    readonly next: StepName;
    /** What is done when the guard refuses for good. */
    readonly refused: (scene: Scene) => Change;
  },
): Step =>
  writing(phase, (scene) => {
    const { world, self, rules } = scene;
    const color = wanted.color(scene);
    const { power } = world.clusters[color];
    if (power === "stopping") return [];
    if (power !== "running") return [goOn(scene, wanted.next, wanted.tells)];
    const answer = rules.mayStop(stopFacts(scene, color));
    if (answer.kind === "go") return stopsOf(scene, color, wanted.next);
    if (!answer.passes) return [wanted.refused(scene)];
    const looks = self.known.quiet !== "fresh" && rules.isQuiet(scene, color);
    return looks ? [learns(scene, { quiet: "fresh" })] : [];
  });

function stopsOf(scene: Scene, color: Color, next: StepName): readonly Change[] {
  const { world } = scene;
  return [
    { does: `stops ${color}`, world: stopped(world, color), shows: `write stop ${color}` },
    ...hanging(world, { kind: "stop", color }),
    // what cannot be stopped goes on costing, and harms nobody
    ...(world.threats.refusals ? [goOn(scene, next)] : []),
  ];
}

export const candidate = (scene: Scene): Color => candidateOf(scene.self);

export const previous = (scene: Scene): Color => previousOf(scene.self);

/** What it was like is forgotten: it is proven anew when it is started again. Without late writes a stop ends at once. */
export const stopped = (world: World, color: Color): World =>
  withCluster(world, color, {
    power: world.threats.lateWrites ? "stopping" : "stopped",
    isProven: false,
    health: "well",
  });
