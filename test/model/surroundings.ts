import { colors } from "../../src/domain/environment/pair.ts";
import { beforeSwap, type Position } from "../../src/domain/upgrade/commands.ts";
import { operationIdOf, parseOperationId } from "../../src/domain/upgrade/pair-record.ts";
import { after } from "../../src/domain/swap/protocol.ts";
import { publish, reachNextEdge, someSendTo, wellByProbes } from "./edges.ts";
import type { Machine, Move } from "./machine.ts";
import { saidOf } from "./story-parts.ts";
import {
  candidateOf,
  hasEnded,
  isRunning,
  previousOf,
  withCluster,
  withOperation,
  type Operation,
  type World,
} from "./world.ts";

type Event = Omit<Move, "by" | "step">;

/** Everything that happens by itself: at edges, in clusters, in Azure, to our own processes, and what people ask. */
export function surroundings(world: World, machine: Machine): readonly Event[] {
  return [
    ...edges(world, machine),
    ...requests(world, machine),
    ...moods(world),
    ...controlPlane(world),
    ...world.operations.flatMap((one) => (hasEnded(one) ? [] : [...happeningsTo(one, world, machine)])),
    ...newcomers(world, machine),
  ];
}

function* edges(world: World, { edges: count }: Machine): Generator<Event, void> {
  if (world.rollout.rolling !== null)
    yield { does: "one more edge works by the newest configuration", world: reachNextEdge(world, count) };
  const believedWell = wellByProbes(world);
  if (believedWell.join() !== world.believedWell.join())
    yield { does: `edges' probes find well: ${believedWell.join(", ")}`, world: { ...world, believedWell } };
}

/** A request that takes minutes matters only at the environment that is being left, so it begins nowhere else. */
function* requests(world: World, { story }: Machine): Generator<Event, void> {
  if (world.slowAt !== null) {
    yield { does: `the slow request at ${world.slowAt} is answered`, world: { ...world, slowAt: null } };
    return;
  }
  for (const one of world.operations) {
    const { phase } = story[one.step];
    if (one.outcome !== null || (phase !== "swapping" && phase !== "rollingBack")) continue;
    const left = phase === "swapping" ? previousOf(one) : candidateOf(one);
    if (someSendTo(world, left))
      yield { does: `a slow request begins at ${left}`, world: { ...world, slowAt: left } };
  }
}

function* moods(world: World): Generator<Event, void> {
  if (!world.threats.moods) return;
  for (const color of colors) {
    if (!isRunning(world, color)) continue;
    const isWell = !world.clusters[color].isWell;
    const does = `${color} turns ${isWell ? "well" : "sick"}`;
    yield { does, world: withCluster(world, color, { isWell }) };
  }
}

function* controlPlane(world: World): Generator<Event, void> {
  const { late, threats } = world;
  if (late !== null) {
    const landed = { ...publish(world, after(world.router, late)), late: null };
    yield { does: `the hanging write of ${saidOf(late)} lands`, world: landed };
  }
  if (world.isFrozen) yield { does: "Front Door thaws", world: { ...world, isFrozen: false } };
  else if (threats.freezes) yield { does: "Front Door freezes", world: { ...world, isFrozen: true } };
}

const positionOf = (operation: Operation, { story }: Machine): Position | null => {
  const { phase } = story[operation.step];
  if (phase === null) return null;
  return operation.held === null || phase === "paused" || phase === "halted"
    ? ({ phase } as Position)
    : { phase: operation.held, in: phase };
};

/** All that is left of it is whether users may have moved: then they are to be taken back. */
function asDead({ step }: Operation, { story }: Machine): Partial<Operation> {
  const { phase } = story[step];
  const hadMoved = phase !== "aborting" && !beforeSwap.some((one) => one === phase);
  return { outcome: "died", held: null, step: "claim", way: hadMoved ? "rollingBack" : "straight" };
}

/** Commands, a person's resume, and the death of its instance. */
function* happeningsTo(operation: Operation, world: World, machine: Machine): Generator<Event, void> {
  const change = (changes: Partial<Operation>): World => withOperation(world, operation, changes);
  const name = operation.kind;
  if (operation.held !== null) yield { does: `a person resumes the ${name}`, world: change({ held: null }) };
  const position = positionOf(operation, machine);
  if (position === null) return;
  if (machine.rules.may("abort", position))
    yield {
      does: `a person aborts the ${name}`,
      world: change({ way: "aborting", step: "stopAborted", held: null }),
    };
  if (machine.rules.may("rollBack", position)) {
    const back = { way: "rollingBack", step: "lookAtWayBack", held: null } as const;
    yield { does: `a person rolls the ${name} back`, world: change(back) };
  }
  // without anybody to follow it a dead operation is a pair that waits for a person, and nothing happens any more
  if (world.threats.starts > 0)
    yield { does: `the instance of the ${name} dies`, world: change(asDead(operation, machine)) };
}

/** What starts beside an operation or after it: duplicates, rivals, whoever takes over, and the next one. */
function* newcomers(world: World, machine: Machine): Generator<Event, void> {
  const last = world.operations.at(-1);
  if (world.threats.starts === 0 || last === undefined || world.operations.some(takesOver)) return;
  const epoch = world.record?.epoch ?? 0;
  if (last.outcome === null) {
    const rival = { kind: otherKind(last), epoch: last.epoch };
    // duplicates of one start meet in one instance id
    const isNew = world.operations.every((one) => one.id !== anOperation(rival.kind, rival.epoch).id);
    if (isNew && last.step === "claim" && epoch + 1 === last.epoch)
      yield started(world, "a rival starts under the same epoch", rival);
    const position = positionOf(last, machine);
    if (position !== null && machine.rules.may("rollBack", position))
      yield takenOver(world, last, "a rollback takes over from the silent owner");
    return;
  }
  yield* followers(world, last, machine);
}

function* followers(world: World, last: Operation, machine: Machine): Generator<Event, void> {
  const epoch = (world.record?.epoch ?? 0) + 1;
  if (last.outcome === "died") {
    const known = { kind: "upgrade", epoch, deadOwner: last.id } as const;
    if (last.way === "rollingBack")
      yield takenOver(world, last, "a rollback finishes what the dead owner left");
    else yield started(world, "a person starts the upgrade again", known);
    return;
  }
  const { kind } = last;
  yield started(world, `the ${kind} that has ended is started once more`, { kind, epoch: last.epoch });
  if (last.outcome === "completed") {
    yield started(world, "a person rolls back after completion", { kind: "rollback", epoch });
    return;
  }
  yield started(world, "a person starts an upgrade", { kind: "upgrade", epoch });
  if (machine.rules.mayStart(world))
    yield started(world, "an event starts an upgrade", { kind: "upgrade", epoch });
}

const takesOver = (operation: Operation): boolean => operation.takesOver && operation.outcome === null;

const otherKind = ({ kind }: Operation): Operation["kind"] => (kind === "upgrade" ? "rollback" : "upgrade");

function started(
  world: World,
  does: string,
  known: Pick<Operation, "kind" | "epoch"> & Partial<Operation>,
): Event {
  const newcomer: Operation = { ...anOperation(known.kind, known.epoch), ...known };
  const running = world.operations.filter((one) => !hasEnded(one));
  const threats = { ...world.threats, starts: world.threats.starts - 1 };
  return { does, world: { ...world, operations: [...running, newcomer], threats } };
}

const takenOver = (world: World, owner: Operation, does: string): Event => {
  const epoch = (parseOperationId(owner.id)?.epoch ?? 0) + 1;
  const { id: deadOwner, candidate } = owner;
  return started(world, does, { kind: "rollback", epoch, deadOwner, candidate, takesOver: true });
};

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
  outcome: null,
});
