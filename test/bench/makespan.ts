import type { Bench } from "./bench-shape.ts";
import { climbed, criticalPath, inSequence, type Climb } from "./makespan/several-pools.ts";

export interface MakespanArm {
  readonly name: string;
  readonly upgrades: number;
  /** Of all upgrades together. */
  readonly ratioToCriticalPath: number;
  readonly worstRatio: number;
}

const upgrades = 100;
const [mostOfOurs, leastOfSequence] = [1.05, 1.5];

/** How much longer an upgrade takes than its longest chain of operations that need each other. */
export const makespan: Bench = {
  about: `${upgrades} seeded upgrades of a cluster with three pools by two hops, on virtual time, from the start until the
            candidate can be proven: against the longest path through the same simulated operations, and beside it
            every operation (and the standby's 45 minutes) one after the other.
            An arm is {"name","upgrades","ratioToCriticalPath","worstRatio"}.`,
  measure: async (seed, tell) => {
    const arms = await makespanArms(seed, upgrades);
    for (const { name, ratioToCriticalPath, worstRatio } of arms)
      tell(`${name.padEnd(14)} ${ratioToCriticalPath} of the critical path, at worst ${worstRatio}`);
    return { arms, objections: makespanObjections(arms) };
  },
};

export async function makespanArms(seed: string, count: number): Promise<readonly MakespanArm[]> {
  const climbs: Climb[] = [];
  for (let nth = 0; nth < count; nth += 1) climbs.push(await climbed(seed, nth));
  return [
    armOf("side by side", climbs, (climb) => climb.minutes),
    armOf("one by one", climbs, (climb) => inSequence(climb.operations)),
  ];
}

function armOf(name: string, climbs: readonly Climb[], minutesOf: (climb: Climb) => number): MakespanArm {
  const pairs = climbs.map((climb) => ({ took: minutesOf(climb), floor: criticalPath(climb.operations) }));
  const took = pairs.reduce((sum, one) => sum + one.took, 0);
  const floor = pairs.reduce((sum, one) => sum + one.floor, 0);
  const worst = Math.max(...pairs.map((one) => one.took / one.floor));
  return {
    name,
    upgrades: climbs.length,
    ratioToCriticalPath: rounded(took / floor),
    worstRatio: rounded(worst),
  };
}

const rounded = (figure: number): number => Math.round(figure * 1000) / 1000;

export function makespanObjections([ours, sequence]: readonly MakespanArm[]): readonly string[] {
  if (ours === undefined || sequence === undefined) return ["an arm is missing"];
  return [
    ...(ours.ratioToCriticalPath <= mostOfOurs
      ? []
      : [`${ours.ratioToCriticalPath} of the critical path is above ${mostOfOurs}`]),
    ...(sequence.ratioToCriticalPath >= leastOfSequence
      ? []
      : [`one by one takes only ${sequence.ratioToCriticalPath} of it, so this has no teeth`]),
  ];
}
