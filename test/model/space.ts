import { brokenBy, brokenIn, type Invariant } from "./invariants.ts";
import { machineOf, movesOf, worldOf, type Machine, type Move } from "./machine.ts";
import type { StepName } from "./step-names.ts";
import { keyOf } from "./world-key.ts";
import { hasEnded, type Adversities, type World } from "./world.ts";
import { explore, type Exploration } from "../support/explore.ts";
import { aRouter, aSharedRouter } from "../support/a-router.ts";

/** A corner of everything that can happen. */
export interface Corner {
  readonly edges: number;
  readonly mode: "route" | "origin";
  readonly threats: Adversities;
}

export const calm: Adversities = { moods: false, freezes: false, lateWrites: false, starts: 0 };

const mostStates = 2_000_000;

/** Looks at every state that can come in a corner; `machine`: the product's own, or one with a planted bug. */
export function lookAround(
  corner: Corner,
  machine: Machine = machineOf(corner.edges),
): Exploration & { readonly stepsTaken: ReadonlySet<StepName> } {
  const stepsTaken = new Set<StepName>();
  const router = corner.mode === "route" ? aRouter("blue") : aSharedRouter("blue");
  const found = explore<World, Move>({
    start: worldOf(router, corner.threats),
    keyOf,
    stepsFrom: (world) => movesOf(world, machine),
    stateAfter: (move) => move.world,
    labelOf: ({ by, step, does }) => `${by}${step === null ? "" : ` at ${step}`}: ${does}`,
    brokenIn: (world) => saidOf(brokenIn(world)),
    brokenBy: (before, move) => saidOf(brokenBy({ before, move })),
    mayRest: (world) => world.operations.every(hasEnded),
    onStep: ({ step }) => step !== null && stepsTaken.add(step),
    mostStates,
  });
  return { ...found, stepsTaken };
}

const saidOf = (invariant: Invariant | undefined): string | undefined =>
  invariant === undefined ? undefined : `${invariant.name}: ${invariant.says}`;
