import { beforeSwap, type Position } from "../../src/domain/upgrade/commands.ts";
import { activeColor } from "../../src/domain/swap/layout.ts";
import { operationIdOf, parseOperationId } from "../../src/domain/upgrade/pair-record.ts";
import type { Machine } from "./machine.ts";
import { turned } from "./story-parts.ts";
import type { Event } from "./surroundings.ts";
import { hasEnded, nothingKnown, previousOf, withOperation, type Operation, type World } from "./world.ts";

export const positionOf = (operation: Operation, { story }: Machine): Position | null => {
  const { phase } = story[operation.step];
  if (phase === null) return null;
  return operation.held === null || phase === "paused" || phase === "halted"
    ? ({ phase } as Position)
    : { phase: operation.held, in: phase };
};

/** What turns a running operation around. */
export const turnedBack = (world: World, operation: Operation): World =>
  withOperation(world, operation, { ...turned("rollingBack"), step: "lookAtWayBack" });

/** Commands, a person's resume, and the death of its instance. */
export function* peopleTo(operation: Operation, world: World, machine: Machine): Generator<Event, void> {
  const name = operation.kind;
  if (operation.held !== null)
    yield { cause: "person", does: `a person resumes the ${name}`, world: resumed(world, operation) };
  const isNobody = operation.step === "release" || (operation.step === "claim" && !operation.takesOver);
  if (!isNobody) yield* deaths(operation, world, machine);
  const position = positionOf(operation, machine);
  if (position === null) return;
  const { may } = machine.rules;
  if (may("abort", position)) {
    const off = { ...turned("aborting"), step: "stopAborted" } as const;
    yield {
      cause: "person",
      does: `a person aborts the ${name}`,
      world: withOperation(world, operation, off),
    };
  }
  if (may("rollBack", position))
    yield { cause: "person", does: `a person rolls the ${name} back`, world: turnedBack(world, operation) };
  if (world.threats.pauses && operation.held === null && may("pause", position))
    yield {
      cause: "person",
      does: `a person pauses the ${name}`,
      world: withOperation(world, operation, { held: "paused" }),
    };
}

/** A resume tries the phase again, and accepts what another hand has changed, but not that users are elsewhere. */
function resumed(world: World, operation: Operation): World {
  const step = operation.step === "stopPrevious" ? "retire" : operation.step;
  const change = { held: null, step, known: step === "retire" ? nothingKnown : operation.known } as const;
  if (world.foreign === null) return withOperation(world, operation, change);
  const active = activeColor(world.router) ?? null;
  if (active !== null && active === world.foreign.active)
    return withOperation({ ...world, foreign: null }, operation, change);
  // moved back by that hand
  if (active === previousOf(operation)) return turnedBack({ ...world, foreign: null }, operation);
  return withOperation(world, operation, { held: null });
}

function* deaths(operation: Operation, world: World, machine: Machine): Generator<Event, void> {
  const { watched, deaths: left, starts } = world.threats;
  // without anybody to follow it a dead operation is a pair that waits for a person, and nothing happens any more
  if (watched ? left === 0 : starts === 0) return;
  const threats = { ...world.threats, deaths: left - (watched ? 1 : 0) };
  const dead = withOperation(world, operation, asDead(operation, machine));
  yield { cause: "fate", does: `the instance of the ${operation.kind} dies`, world: { ...dead, threats } };
}

/** All that is left of it is whether users may have moved: then they are to be taken back. */
function asDead({ step, way }: Operation, { story }: Machine): Partial<Operation> {
  const { phase } = story[step];
  const hadMoved = way !== "aborting" && !beforeSwap.some((one) => one === phase);
  return { ...turned(hadMoved ? "rollingBack" : "straight"), outcome: "died", step: "claim", share: 0 };
}

/** What starts beside an operation or after it: duplicates, rivals, whoever takes over, and the next one. */
export function* newcomers(world: World, machine: Machine): Generator<Event, void> {
  const last = world.operations.at(-1);
  if (world.threats.starts === 0 || last === undefined || world.operations.some(isTakingOver)) return;
  const epoch = world.record?.epoch ?? 0;
  if (last.outcome === null) {
    const rival = { kind: otherKind(last), epoch: last.epoch };
    // duplicates of one start meet in one instance id
    const isNew = world.operations.every((one) => one.id !== anOperation(rival.kind, rival.epoch).id);
    if (isNew && last.step === "claim" && epoch + 1 === last.epoch)
      yield started(world, "a rival starts under the same epoch", rival);
    const position = positionOf(last, machine);
    if (position !== null && machine.rules.may("rollBack", position))
      yield takenOver(world, last, { does: "a rollback takes over from the silent owner" });
    return;
  }
  yield* followers(world, last, machine);
}

function* followers(world: World, last: Operation, { rules }: Machine): Generator<Event, void> {
  const upgrade = nextUpgrade(world);
  const { epoch } = upgrade;
  const isAtRest = rules.unrestOf(world.router) === undefined;
  if (isAtRest && last.outcome !== "completed" && rules.mayStart(world))
    yield started(world, eventStarts, upgrade);
  if (last.outcome === "died") {
    yield leftBy(world, last);
    if (isAtRest && rules.mayStartOver(last))
      yield started(world, "a person starts the upgrade again", upgrade);
    return;
  }
  const { kind } = last;
  yield started(world, `the ${kind} that has ended is started once more`, { kind, epoch: last.epoch });
  if (last.outcome === "completed")
    yield started(world, "a person rolls back after completion", { kind: "rollback", epoch });
  else if (isAtRest) yield started(world, "a person starts an upgrade", { kind: "upgrade", epoch });
}

const nextUpgrade = ({ record }: World) =>
  ({
    kind: "upgrade",
    epoch: (record?.epoch ?? 0) + 1,
    deadOwner: record?.operationId ?? null,
  }) as const;

/** Whoever dies leaves users between two sides, or a candidate that has to be put away. */
const leftBy = (world: World, dead: Operation): Event =>
  dead.way === "rollingBack"
    ? takenOver(world, dead, { does: "a rollback finishes what the dead owner left" })
    : takenOver(world, dead, { does: "a person aborts what the dead owner left", way: "aborting" });

export const eventStarts = "an event starts an upgrade";

const isTakingOver = (operation: Operation): boolean => operation.takesOver && operation.outcome === null;

const otherKind = ({ kind }: Operation): Operation["kind"] => (kind === "upgrade" ? "rollback" : "upgrade");

function started(
  world: World,
  does: string,
  known: Pick<Operation, "kind" | "epoch"> & Partial<Operation>,
): Event {
  const threats = { ...world.threats, starts: world.threats.starts - 1 };
  return { cause: "person", does, world: joinedBy({ ...world, threats }, known) };
}

/** Nobody needs those that have ended once another one runs. */
export function joinedBy(world: World, known: Pick<Operation, "kind" | "epoch"> & Partial<Operation>): World {
  const running = world.operations.filter((one) => !hasEnded(one));
  const watchesFirst = world.threats.watched && known.takesOver === true && known.way !== "aborting";
  const step = watchesFirst ? "watchFirst" : "claim";
  return { ...world, operations: [...running, { ...anOperation(known.kind, known.epoch), step, ...known }] };
}

function takenOver(
  world: World,
  owner: Operation,
  { does, way = "straight" }: { does: string; way?: Operation["way"] },
): Event {
  const { candidate } = owner;
  // who has died may never have come to own the pair
  const deadOwner = owner.outcome === "died" ? (world.record?.operationId ?? owner.id) : owner.id;
  const epoch = (parseOperationId(deadOwner)?.epoch ?? 0) + 1;
  return started(world, does, { kind: "rollback", epoch, deadOwner, candidate, takesOver: true, way });
}

export const anOperation = (kind: Operation["kind"], epoch: number): Operation => ({
  id: operationIdOf("shop", epoch, kind),
  kind,
  epoch,
  deadOwner: null,
  candidate: null,
  step: "claim",
  held: null,
  way: "straight",
  takesOver: false,
  share: 0,
  known: nothingKnown,
  outcome: null,
});
