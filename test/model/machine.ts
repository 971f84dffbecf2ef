import type { Color } from "../../src/domain/environment/pair.ts";
import { otherColor } from "../../src/domain/environment/pair.ts";
import type { OperationId } from "../../src/domain/upgrade/pair-record.ts";
import { activeColor, type RouterState } from "../../src/domain/swap/layout.ts";
import { fullShare } from "../../src/domain/swap/shares.ts";
import { theRules, type Rules } from "./rules.ts";
import type { StepName } from "./step-names.ts";
import { theStory, type Story } from "./story.ts";
import { anOperation } from "./people.ts";
import { surroundings } from "./surroundings.ts";
import { watching } from "./watching.ts";
import { hasEnded, type Adversities, type Cluster, type World } from "./world.ts";

/** The swap protocol: a story and the rules that it asks, over so many edges. */
export interface Machine {
  readonly edges: number;
  readonly rules: Rules;
  readonly story: Story;
}

/** One thing that can happen next. */
export interface Move {
  /** An operation, at one of its steps, the watch beside it, or whatever is around them. */
  readonly by: OperationId | "watch" | "surroundings";
  /** `time`: it comes by itself, sooner or later. `fate`: it may never come. */
  readonly cause: "story" | "watch" | "time" | "person" | "fate";
  readonly step: StepName | null;
  readonly does: string;
  readonly world: World;
  /** What can be seen of it from outside: a write at Azure, or an event of the journal. */
  readonly shows?: string;
}

export const machineOf = (edges: number): Machine => ({ edges, rules: theRules, story: theStory });

/** Everything that can happen next: each operation takes its step, the watch looks or acts, or the surroundings change. */
export function movesOf(world: World, machine: Machine): readonly Move[] {
  const moves: Move[] = [];
  for (const self of world.operations) {
    if (hasEnded(self) || self.held !== null) continue;
    const { step, id: by } = self;
    for (const change of machine.story[step].changes({ world, self, rules: machine.rules }))
      moves.push({ by, step, cause: "story", ...change });
  }
  for (const glance of watching(world, machine)) moves.push({ by: "watch", step: null, ...glance });
  for (const event of surroundings(world, machine)) moves.push({ by: "surroundings", step: null, ...event });
  return moves;
}

/** The pair at rest, the other environment absent, and an upgrade that has just been started. */
export function worldOf(
  router: RouterState,
  threats: Adversities,
  shares: readonly number[] = [fullShare],
): World {
  const active = activeColor(router) ?? "blue";
  const serving: Cluster = { power: "running", health: "well", isProven: true, made: 1 };
  const absent: Cluster = { power: "absent", health: "well", isProven: false, made: 0 };
  const clusters = { [active]: serving, [otherColor(active)]: absent } as Record<Color, Cluster>;
  return {
    router,
    rollout: { base: router, rolling: null, queue: [] },
    clusters,
    record: undefined,
    closedGates: [],
    believedWell: [active],
    isFrozen: false,
    late: null,
    slowAt: null,
    operations: [anOperation("upgrade", 1)],
    watches: [],
    stopTold: null,
    foreign: null,
    hands: "none",
    shares,
    threats,
  };
}
