import { machineOf, movesOf, worldOf, type Move } from "./machine.ts";
import { theStory } from "./story.ts";
import { keyOf } from "./world-key.ts";
import { withCluster, type World } from "./world.ts";
import { calm } from "./space.ts";
import { aRouter } from "../support/a-router.ts";

/** What can be seen of a swap from outside, in order: `enter verifying`, `write route`, `write stop blue` … */
export type Trace = readonly string[];

export interface Accepted {
  /** null: the model can do all of it. */
  readonly refused: {
    readonly at: number;
    readonly event: string;
    readonly possible: readonly string[];
  } | null;
}

const machine = machineOf(1);

/**
 * Whether the model can do what was seen. Between two events anything may have happened that cannot be seen: edges
 * learn, environments turn sick, Front Door freezes, people command.
 */
export function acceptedByModel(trace: Trace, start: { readonly idle: "absent" | "kept" }): Accepted {
  let worlds = unseen([startOf(start.idle)]);
  for (const [at, event] of trace.entries()) {
    const moves = worlds.flatMap((world) => movesOf(world, machine).map((move) => ({ world, move })));
    const taken = moves.filter(({ world, move }) => seenOf(world, move) === event);
    if (taken.length === 0) {
      const possible = [...new Set(moves.flatMap(({ world, move }) => seenOf(world, move) ?? []))];
      return { refused: { at, event, possible } };
    }
    worlds = unseen(taken.map(({ move }) => move.world));
  }
  return { refused: null };
}

function startOf(idle: "absent" | "kept"): World {
  const threats = { ...calm, moods: true, freezes: true, starts: 1 };
  const world = worldOf(aRouter("blue"), threats);
  return idle === "kept" ? withCluster(world, "green", { power: "stopped", made: 1 }) : world;
}

/** These worlds, and all that come from them by what cannot be seen. */
function unseen(from: readonly World[]): readonly World[] {
  const known = new Map(from.map((world) => [keyOf(world), world]));
  const open = [...known.values()];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    for (const move of movesOf(world, machine)) {
      const key = keyOf(move.world);
      if (seenOf(world, move) !== undefined || known.has(key)) continue;
      known.set(key, move.world);
      open.push(move.world);
    }
  }
  return [...known.values()];
}

const visibleWrites = /^write (?:route|entry \w+\/\w+|(?:create|start|stop) \w+)$/;

/** The event that a move is seen by; undefined when nobody outside can tell. */
export function seenOf(before: World, { world, shows }: Move): string | undefined {
  if (shows !== undefined && visibleWrites.test(shows)) return shows;
  for (const one of world.operations) {
    const earlier = before.operations.find((each) => each.id === one.id);
    const [was, is] = [earlier === undefined ? null : theStory[earlier.step].phase, theStory[one.step].phase];
    if (is !== null && is !== was && one.outcome === null) return `enter ${is}`;
    if (one.outcome !== null && one.outcome !== "died" && earlier?.outcome === null)
      return `end ${one.outcome}`;
  }
  return undefined;
}
