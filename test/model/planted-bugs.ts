import { bugsOfEvidence } from "./bugs-of-evidence.ts";
import { bugsOfTheSwap } from "./bugs-of-the-swap.ts";
import { bugsOfTheWatch } from "./bugs-of-the-watch.ts";
import { bugsOfTheWayBack } from "./bugs-of-the-way-back.ts";
import { machineOf, type Machine } from "./machine.ts";
import { theRules, type Rules } from "./rules.ts";
import type { StepName } from "./step-names.ts";
import type { Step } from "./story-parts.ts";
import { theStory } from "./story.ts";
import { calm, lookAround, type Corner } from "./space.ts";
import type { Adversities } from "./world.ts";

/** A protocol that is wrong in one place, and where it shows. */
export interface PlantedBug {
  readonly name: string;
  readonly threats: Partial<Adversities>;
  readonly shares?: Corner["shares"];
  readonly rules?: Partial<Rules>;
  readonly story?: Partial<Record<StepName, Step>>;
}

export const plantedBugs: readonly PlantedBug[] = [
  ...bugsOfTheSwap,
  ...bugsOfTheWayBack,
  ...bugsOfEvidence,
  ...bugsOfTheWatch,
];

const edges = 2;

/** The promise that a bug breaks, or that it leaves the pair in a dead end or users where they are; null: nobody noticed. */
export function caughtBy({ threats, shares, rules, story }: PlantedBug): string | null {
  const own = machineOf(edges);
  const machine: Machine = { ...own, rules: { ...theRules, ...rules }, story: { ...theStory, ...story } };
  const corner: Corner = {
    edges,
    mode: "route",
    threats: { ...calm, ...threats },
    ...(shares && { shares }),
  };
  const { broken, deadEnd, outOfReach } = lookAround(corner, machine);
  if (broken !== null) return `model: ${broken.promise}`;
  if (deadEnd !== null) return "model: no dead end: every operation can still end";
  return outOfReach === null
    ? null
    : "model: no user is left: nobody but the watch is needed to bring users back";
}
