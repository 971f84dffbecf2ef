import { expect, test } from "vitest";
import { saidOf } from "./cell.ts";
import type { Plot } from "./draw-cells.ts";
import { exploreStory } from "./explore-story.ts";

const around = { callsEach: 1, within: 4, deviations: 2 } as const;

const stories: readonly (Plot & { readonly phases: readonly string[] })[] = [
  { mode: "full", operation: "upgrade", candidate: "never", previous: "never", phases: ["swapping"] },
  { mode: "full", operation: "upgrade", candidate: "soaking", previous: "never", phases: ["rollingBack"] },
  { mode: "origin", operation: "upgrade", candidate: "swapping", previous: "never", phases: ["rollingBack"] },
];

test.for(stories)(
  "$operation, $mode, candidate sick: $candidate: whatever two answers of $phases go wrong, every promise is kept",
  { timeout: 240_000 },
  async ({ phases, ...plot }) => {
    const { stories: played, unsafe } = await exploreStory(plot, { phases, ...around });
    expect(played).toBeGreaterThan(50);
    expect(unsafe.map(({ cell, broken }) => `${saidOf(cell)}: ${broken[0]?.promise ?? ""}`)).toEqual([]);
  },
);
