import { otherColor } from "../../src/domain/environment/pair.ts";
import { parseOperationId } from "../../src/domain/upgrade/pair-record.ts";
import type { WatchDecision, WatchFacts } from "../../src/domain/watch/decide.ts";
import type { Machine, Move } from "./machine.ts";
import { joinedBy, positionOf, turnedBack } from "./people.ts";
import { hasEnded, isWell, watchOf, type Operation, type Watch, type World } from "./world.ts";

type Glance = Pick<Move, "does" | "world" | "cause">;

/** What the watches can do now: look, and act on what they saw last. They wait for nobody. */
export function* watching(world: World, machine: Machine): Generator<Glance, void> {
  if (!world.threats.watched) return;
  for (const watch of world.watches) {
    yield* looks(world, watch, machine);
    yield* acts(world, watch, machine);
    yield* deaths(world, watch);
  }
  yield* restarting(world, machine);
}

const withWatch = (world: World, watch: Watch, next: Watch | null): World => ({
  ...world,
  watches: world.watches.flatMap((one) => (one === watch ? (next ?? []) : one)),
});

/** What it sees before its operation owns the pair, and after, is acted on by nobody. */
function* looks(world: World, watch: Watch, { rules }: Machine): Generator<Glance, void> {
  if (ownerSeen(world, watch) !== "us") return;
  const truth = isWell(world, watch.candidate) ? "healthy" : "unhealthy";
  for (const seen of [truth, "unknown"] as const) {
    const next = rules.reported(watch, seen);
    if (next.saw === watch.saw && next.isFresh === watch.isFresh) continue;
    const does = `looks at ${watch.candidate}: ${seen}`;
    yield { cause: "watch", does, world: withWatch(world, watch, next) };
  }
}

function* acts(world: World, watch: Watch, machine: Machine): Generator<Glance, void> {
  const story = world.operations.find((one) => one.id === watch.of);
  const decision = machine.rules.decide(factsOf(world, watch, { story, machine }));
  const position = story === undefined || hasEnded(story) ? null : positionOf(story, machine);
  const turns = position !== null && machine.rules.may("rollBack", position) ? story : undefined;
  yield* done(world, watch, { turns, decision });
}

function* done(
  world: World,
  watch: Watch,
  { turns, decision }: { turns: Operation | undefined; decision: WatchDecision },
): Generator<Glance, void> {
  switch (decision.kind) {
    case "goOn":
      return;
    case "end":
      yield { cause: "watch", does: `ends: ${decision.why}`, world: withWatch(world, watch, null) };
      return;
    case "askStory":
      if (turns !== undefined)
        yield { cause: "watch", does: "turns the story around", world: turnedBack(world, turns) };
      yield* takesOver(world, watch, "takes over from the silent story");
      return;
    case "takeOver":
      yield* takesOver(world, watch, "takes over from the dead story");
      return;
    default:
      return decision satisfies never;
  }
}

/** A rollback under the next epoch, as a person would start one; two of one id are one. */
function* takesOver(
  world: World,
  { of: deadOwner, candidate }: Watch,
  does: string,
): Generator<Glance, void> {
  if (world.operations.some((one) => one.takesOver && !hasEnded(one))) return;
  const epoch = (parseOperationId(deadOwner)?.epoch ?? 0) + 1;
  const next = { kind: "rollback", epoch, deadOwner, candidate, takesOver: true } as const;
  yield { cause: "watch", does, world: joinedBy(world, next) };
}

function factsOf(
  world: World,
  watch: Watch,
  { story, machine }: { story: Operation | undefined; machine: Machine },
): WatchFacts {
  const owner = ownerSeen(world, watch);
  const outcome = story === undefined ? endOfTheGone(owner) : story.outcome;
  const isDead = outcome === "died" || story === undefined;
  return {
    owner,
    story: isDead ? "dead" : "running",
    position: isDead ? null : positionOf(story, machine),
    outcome: outcome === "died" ? null : outcome,
    candidate: watch.isFresh && watch.saw !== "nothing" ? watch.saw : null,
    previous: isWell(world, otherColor(watch.candidate)) ? "healthy" : "unhealthy",
    isEscape: story?.kind === "rollback" && story.known.baseline === "missing",
    askedSecondsAgo: null,
  };
}

/** Gone from the machine without being named any more: it has told its end. */
const endOfTheGone = (owner: WatchFacts["owner"]): WatchFacts["outcome"] =>
  owner === "nobody" ? "superseded" : null;

function ownerSeen({ record }: World, watch: Watch): WatchFacts["owner"] {
  if (record?.operationId === watch.of) return "us";
  if ((record?.epoch ?? 0) < (parseOperationId(watch.of)?.epoch ?? 0)) return "former";
  return (record?.operationId ?? null) === null ? "nobody" : "other";
}

/** A watch that has died is begun again by its story, also by one that a person holds. */
function* restarting(world: World, { story }: Machine): Generator<Glance, void> {
  for (const one of world.operations) {
    const { phase } = story[one.step];
    const isWatched = phase === "swapping" || phase === "soaking" || phase === "retiring";
    if (!isWatched || one.candidate === null || one.outcome !== null) continue;
    if (world.record?.operationId !== one.id || watchOf(world, one.id) !== undefined) continue;
    const watch = { of: one.id, candidate: one.candidate, saw: "nothing", isFresh: false } as const;
    const watches = [...world.watches, watch];
    yield { cause: "story", does: "is begun again by its story", world: { ...world, watches } };
  }
}

function* deaths(world: World, watch: Watch): Generator<Glance, void> {
  const { deaths: left } = world.threats;
  if (left === 0) return;
  const threats = { ...world.threats, deaths: left - 1 };
  yield { cause: "fate", does: "dies", world: { ...withWatch(world, watch, null), threats } };
}
