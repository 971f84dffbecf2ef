import { otherColor, type Color } from "../../src/domain/environment/pair.ts";
import { afterSwap } from "../../src/domain/upgrade/commands.ts";
import { entryOf, usersGroup } from "../../src/domain/swap/layout.ts";
import { allSendTo, someSendTo } from "./edges.ts";
import { brokenBy, brokenIn, type Invariant } from "./invariants.ts";
import { machineOf, movesOf, worldOf, type Machine, type Move } from "./machine.ts";
import type { StepName } from "./step-names.ts";
import { keyOf } from "./world-key.ts";
import { hasEnded, isWell, watchOf, type Adversities, type World } from "./world.ts";
import { explore, type Exploration, type Reach } from "../support/explore.ts";
import { aRouter, aSharedRouter } from "../support/a-router.ts";

/** A corner of everything that can happen. */
export interface Corner {
  readonly edges: number;
  readonly mode: "route" | "origin";
  readonly threats: Adversities;
  /** Users move share by share; without it all at once. */
  readonly shares?: readonly number[];
}

export const calm: Adversities = {
  moods: false,
  failings: false,
  slowRequests: true,
  freezes: false,
  lateWrites: false,
  refusals: false,
  aging: false,
  pauses: false,
  watched: false,
  hands: 0,
  deaths: 0,
  starts: 0,
};

const mostStates = 2_000_000;

/** Looks at every state that can come in a corner; `machine`: the product's own, or one with a planted bug. */
export function lookAround(
  corner: Corner,
  machine: Machine = machineOf(corner.edges),
): Exploration & { readonly stepsTaken: ReadonlySet<StepName> } {
  const stepsTaken = new Set<StepName>();
  const { threats, shares } = corner;
  const router = corner.mode === "route" ? aRouter("blue") : aSharedRouter("blue");
  const found = explore<World, Move>({
    start: worldOf(router, threats, shares),
    keyOf,
    stepsFrom: (world) => movesOf(world, machine),
    stateAfter: (move) => move.world,
    labelOf: ({ by, step, does }) => `${by}${step === null ? "" : ` at ${step}`}: ${does}`,
    brokenIn: (world) => saidOf(brokenIn(world)),
    brokenBy: (before, move) => saidOf(brokenBy({ before, move })),
    mayRest: (world) => world.operations.every(hasEnded),
    ...(threats.watched ? { mustReach: wayBack(machine) } : {}),
    onStep: ({ step }) => step !== null && stepsTaken.add(step),
    mostStates,
  });
  return { ...found, stepsTaken };
}

const saidOf = (invariant: Invariant | undefined): string | undefined =>
  invariant === undefined ? undefined : `${invariant.name}: ${invariant.says}`;

/**
 * Whoever is dead stays dead here, Front Door stays as it is, and no person helps: what the story (while it lives), the
 * watch and time do must be enough.
 */
const wayBack = (machine: Machine): Reach<World, Move> => ({
  promise:
    "users on a sick candidate come back to a previous that is well, without a person and without the story being alive",
  from: (world) => {
    const candidate = leftBy(world, machine);
    if (candidate === null || world.hands === "users") return false;
    const previous = otherColor(candidate);
    const isNeeded = someSendTo(world, candidate) && !isWell(world, candidate);
    const isPossible = isWell(world, previous) && world.clusters[previous].isProven;
    // with the control plane frozen and the way back out of the group that users are on, nothing moves users
    const isOut = entryOf(usersGroup(world.router), previous)?.enabled !== true;
    return isNeeded && isPossible && !(world.isFrozen && isOut);
  },
  to: (world) =>
    (["blue", "green"] as const).some((color) => allSendTo(world, color) && isWell(world, color)),
  by: ({ cause }) => cause === "story" || cause === "watch" || cause === "time",
});

/** The environment that the pair's owner has moved users to; a dead one is known by the watch or by what it has left. */
function leftBy(world: World, { story }: Machine): Color | null {
  const { record, operations } = world;
  const owner = operations.find((one) => one.id === record?.operationId);
  if (owner !== undefined && owner.outcome === null) {
    const mayHaveMoved = [...afterSwap, "rollingBack"].some((phase) => phase === story[owner.step].phase);
    return mayHaveMoved ? owner.candidate : null;
  }
  const watch = watchOf(world, record?.operationId);
  if (watch !== undefined) return watch.candidate;
  return owner?.outcome === "died" && owner.way === "rollingBack" ? owner.candidate : null;
}
