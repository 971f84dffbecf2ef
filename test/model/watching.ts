import type { WatchDecision, WatchFacts } from "../../src/domain/watch/decide.ts";
import type { Machine, Move } from "./machine.ts";
import { joinedBy, positionOf, turnedBack } from "./people.ts";
import { hasEnded, isWell, type Operation, type Watch, type World } from "./world.ts";

type Glance = Pick<Move, "does" | "world" | "cause">;

/** What the watch can do now: look, and act on what it saw last. It waits for nobody. */
export function watching(world: World, machine: Machine): readonly Glance[] {
  const { watch } = world;
  if (watch === null) return [...restarting(world, machine)];
  return [...looks(world, watch, machine), ...acts(world, watch, machine), ...deaths(world)];
}

function* looks(world: World, watch: Watch, { rules }: Machine): Generator<Glance, void> {
  const truth = isWell(world, watch.candidate) ? "healthy" : "unhealthy";
  for (const seen of [truth, "unknown"] as const) {
    const next = rules.reported(watch, seen);
    if (next.saw === watch.saw && next.isFresh === watch.isFresh) continue;
    yield { cause: "watch", does: `looks at ${watch.candidate}: ${seen}`, world: { ...world, watch: next } };
  }
}

function* acts(world: World, watch: Watch, machine: Machine): Generator<Glance, void> {
  const story = world.operations.find((one) => one.id === machine.rules.follows(world, watch));
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
      yield { cause: "watch", does: `ends: ${decision.why}`, world: { ...world, watch: null } };
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
function* takesOver(world: World, { candidate }: Watch, does: string): Generator<Glance, void> {
  if (world.operations.some((one) => one.takesOver && !hasEnded(one))) return;
  const epoch = (world.record?.epoch ?? 0) + 1;
  const deadOwner = world.record?.operationId ?? null;
  yield {
    cause: "watch",
    does,
    world: joinedBy(world, { kind: "rollback", epoch, deadOwner, candidate, takesOver: true }),
  };
}

function factsOf(
  world: World,
  watch: Watch,
  { story, machine }: { story: Operation | undefined; machine: Machine },
): WatchFacts {
  const owner = ownerSeen(world, machine.rules.follows(world, watch));
  const outcome = story === undefined ? endOfTheGone(owner) : story.outcome;
  const isDead = outcome === "died" || story === undefined;
  return {
    owner,
    story: isDead ? "dead" : "running",
    position: isDead ? null : positionOf(story, machine),
    outcome: outcome === "died" ? null : outcome,
    candidate: watch.isFresh && watch.saw !== "nothing" ? watch.saw : null,
    askedSecondsAgo: null,
  };
}

/** Gone from the machine without being named any more: it has told its end. */
const endOfTheGone = (owner: WatchFacts["owner"]): WatchFacts["outcome"] =>
  owner === "nobody" ? "superseded" : null;

function ownerSeen({ record }: World, followed: Watch["of"]): WatchFacts["owner"] {
  const owner = record?.operationId ?? null;
  if (owner === null) return "nobody";
  return owner === followed ? "us" : "other";
}

/** A watch that has died is begun again by its story, also by one that a person holds. */
function* restarting(world: World, { story }: Machine): Generator<Glance, void> {
  if (!world.threats.watched) return;
  for (const one of world.operations) {
    const { phase } = story[one.step];
    if (hasEnded(one) || one.candidate === null || world.record?.operationId !== one.id) continue;
    if (phase !== "swapping" && phase !== "soaking" && phase !== "retiring") continue;
    const watch = { of: one.id, candidate: one.candidate, saw: "nothing", isFresh: false } as const;
    yield { cause: "story", does: "is begun again by its story", world: { ...world, watch } };
  }
}

function* deaths(world: World): Generator<Glance, void> {
  const { deaths: left } = world.threats;
  if (left === 0) return;
  yield {
    cause: "fate",
    does: "dies",
    world: { ...world, watch: null, threats: { ...world.threats, deaths: left - 1 } },
  };
}
