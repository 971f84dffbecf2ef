import type { Cell } from "./cell.ts";
import { judgeCell, type Judged } from "./judge-cell.ts";
import type { Playing } from "./play-cell.ts";

/** The smallest story that breaks the same promise: fewer faults, nobody sick, the plainest router. */
export async function shrink(found: Judged, playing: Playing = {}): Promise<Judged> {
  const promise = found.broken[0]?.promise;
  let smallest = found;
  for (let tries = true; tries;) {
    tries = false;
    for (const cell of smallerThan(smallest.cell)) {
      const judged = await judgeCell(cell, playing);
      if (!judged.broken.some((one) => one.promise === promise)) continue;
      smallest = judged;
      tries = true;
      break;
    }
  }
  return smallest;
}

function smallerThan(cell: Cell): readonly Cell[] {
  const { faults, candidate, previous, mode } = cell;
  return [
    ...faults.map((_, nth) => ({ ...cell, faults: faults.filter((_fault, other) => other !== nth) })),
    ...(previous === "never" ? [] : [{ ...cell, previous: "never" as const }]),
    ...(candidate === "never" ? [] : [{ ...cell, candidate: "never" as const }]),
    ...(mode === "full" ? [] : [{ ...cell, mode: "full" as const }]),
  ];
}
