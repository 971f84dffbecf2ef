import type { Phase } from "./phases.ts";

/** Nodes of a pool that run twice, and for how many node hours. */
export interface DoubleRun {
  readonly pool: string;
  readonly nodes: number;
  readonly hours: number;
}

/** What a second cluster of these pools takes while the plan is carried out; one that is kept running goes on. */
export function doubleRun(
  pools: readonly { readonly name: string; readonly nodes: number }[],
  steps: readonly { readonly phase: Phase; readonly expectedMinutes: number }[],
): readonly DoubleRun[] {
  // both clusters run from building on, until the previous one is put away
  const minutes = steps
    .filter(({ phase }) => phase !== "planning")
    .reduce((sum, step) => sum + step.expectedMinutes, 0);
  return pools.map(({ name, nodes }) => ({
    pool: name,
    nodes,
    hours: Math.round((nodes * minutes) / 6) / 10,
  }));
}
