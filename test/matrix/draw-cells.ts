import { modes, operations, sicknesses, type Cell } from "./cell.ts";
import { drawOf, pickOf, shuffled } from "./draws.ts";
import { faultsAt, type Fault, type FaultKind } from "./faults.ts";
import type { SeenCall } from "./outside.ts";
import { playCell } from "./play-cell.ts";

/** A story without faults; its calls are where faults can happen. */
export type Plot = Omit<Cell, "faults">;

const previousSicknesses = ["never", "swapping", "soaking"] as const;

export const plots: readonly Plot[] = modes.flatMap((mode) =>
  operations.flatMap((operation) =>
    sicknesses.flatMap((candidate) =>
      previousSicknesses.map((previous) => ({ mode, operation, candidate, previous })),
    ),
  ),
);

const nameOf = ({ mode, operation, candidate, previous }: Plot): string =>
  [mode, operation, candidate, previous].join(" ");

const golden = new Map<string, readonly SeenCall[]>();

/** The calls of the story when nothing goes wrong. */
export async function callsOf(plot: Plot): Promise<readonly SeenCall[]> {
  const known = golden.get(nameOf(plot));
  if (known !== undefined) return known;
  const { calls } = await playCell({ ...plot, faults: [] });
  golden.set(nameOf(plot), calls);
  return calls;
}

/** Calls to one site in one phase, and one kind of fault: cells are drawn evenly over these. */
interface Stratum {
  readonly site: string;
  readonly phase: string;
  readonly kind: FaultKind;
  readonly nths: readonly number[];
}

function strataOf(calls: readonly SeenCall[]): readonly Stratum[] {
  const byPlace = new Map<string, { site: string; phase: string; nths: number[] }>();
  for (const { site, phase, nth } of calls) {
    const key = `${site} ${phase}`;
    const place = byPlace.get(key) ?? { site, phase, nths: [] };
    place.nths.push(nth);
    byPlace.set(key, place);
  }
  return [...byPlace.values()].flatMap((place) => faultsAt(place.site).map((kind) => ({ ...place, kind })));
}

const keyOf = ({ site, phase, kind }: Stratum): string => `${site} ${phase} ${kind}`;

/** How many cells there are of this plot in all: every call by every kind of fault. */
export const sizeOf = (calls: readonly SeenCall[]): number =>
  calls.reduce((sum, { site }) => sum + faultsAt(site).length, 0);

/** So many cells of one plot with one fault each; the first of all without any. */
export async function drawCells(
  plot: Plot,
  order: { seed: number; count: number },
): Promise<readonly Cell[]> {
  const { seed, count } = order;
  const strata = shuffled(strataOf(await callsOf(plot)), seed, (one) => `${nameOf(plot)} ${keyOf(one)}`);
  const cells = strata.slice(0, count - 1).map((stratum) => ({
    ...plot,
    faults: [faultIn(stratum, drawOf(seed, nameOf(plot), keyOf(stratum), "nth"))],
  }));
  return [{ ...plot, faults: [] }, ...cells];
}

/** So many cells of one plot with two faults each. */
export async function drawPairs(
  plot: Plot,
  order: { seed: number; count: number },
): Promise<readonly Cell[]> {
  const { seed, count } = order;
  const strata = strataOf(await callsOf(plot));
  const draw = (nth: number, what: string) => drawOf(seed, nameOf(plot), nth, what);
  return Array.from({ length: count }, (_, nth) => {
    const faults = ["first", "second"].flatMap((which) => {
      const stratum = pickOf(strata, draw(nth, which));
      return stratum === undefined ? [] : [faultIn(stratum, draw(nth, `${which} nth`))];
    });
    return { ...plot, faults };
  });
}

/** The first and the last call of a phase are likelier than those between. */
function faultIn({ site, kind, nths }: Stratum, draw: number): Fault {
  const at = draw < 0.25 ? 0 : draw > 0.75 ? 1 : (draw - 0.25) * 2;
  return { site, kind, nth: pickOf(nths, at) ?? 1 };
}
