import { machineOf, movesOf, worldOf, type Move } from "./machine.ts";
import { calm, type Corner } from "./space.ts";
import { theStory } from "./story.ts";
import { keyOf } from "./world-key.ts";
import { withCluster, type Adversities, type World } from "./world.ts";
import { aRouter, aSharedRouter } from "../support/a-router.ts";

/** What can be seen of a swap from outside, in order: `enter verifying`, `write route`, `write stop blue` … */
export type Trace = readonly string[];

/** Something that was seen, and when: ISO 8601, or milliseconds. */
export interface Seen {
  readonly at: string;
  readonly event: string;
}

/** How the pair stood before it. */
export interface Beginning {
  readonly idle: "absent" | "kept";
  readonly mode?: Corner["mode"];
  readonly shares?: Corner["shares"];
  /** What may have happened besides; without it everything that a rehearsal plays. */
  readonly threats?: Partial<Adversities>;
}

export interface Accepted {
  /** null: the model can do all of it. */
  readonly refused: {
    readonly at: number;
    readonly event: string;
    readonly possible: readonly string[];
  } | null;
}

/** Phases that do not matter to the swap are none of the model's. */
const unmodeled = ["upgrading", "deploying", "waitingForApproval", "paused", "halted"].map(
  (phase) => `enter ${phase}`,
);

/** At one time, a phase begins before its writes and ends after them. A phase that is gone on with was not left. */
export function traceOf(seen: readonly Seen[]): Trace {
  const rank = ({ event }: Seen) => (event.startsWith("enter") ? 0 : event.startsWith("end") ? 2 : 1);
  const told = seen
    .toSorted((a, b) => a.at.localeCompare(b.at) || rank(a) - rank(b))
    .map(({ event }) => event)
    .filter((event) => !unmodeled.includes(event));
  const phases = told.filter((event) => event.startsWith("enter"));
  let entered = 0;
  return told.filter((event) => {
    if (!event.startsWith("enter")) return true;
    entered += 1;
    return phases[entered - 2] !== event;
  });
}

const machine = machineOf(1);

/**
 * Whether the model can do what was seen. Between two events anything may have happened that cannot be seen: edges
 * learn, environments turn sick, Front Door freezes, instances die, people command.
 */
export function acceptedByModel(trace: Trace, beginning: Beginning): Accepted {
  let worlds = unseen([startOf(beginning)]);
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

const rehearsed: Partial<Adversities> = { moods: true, freezes: true, starts: 1 };

function startOf({ idle, mode = "route", shares, threats = rehearsed }: Beginning): World {
  const router = mode === "route" ? aRouter("blue") : aSharedRouter("blue");
  const world = worldOf(router, { ...calm, slowRequests: false, ...threats }, shares);
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
