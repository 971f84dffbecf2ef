import { faultKinds, type FaultKind } from "../matrix/faults.ts";
import { plots } from "../matrix/draw-cells.ts";
import type { Bench, Measured } from "./bench-shape.ts";
import { playAll, type Share, type ShareOrder } from "./faults/share.ts";

const [perPlot, perPlotWithoutWatch, pairsPerPlot] = [14, 2, 54];
const [fewestCells, fewestPairs, fewestUnsafeWithoutWatch, mostMinutes] = [5_000, 20_000, 50, 5];

/** Single faults, one a cell, drawn evenly over sites, phases and kinds. */
export const faults: Bench = {
  about: `at least ${fewestCells} cells of the fault matrix: ${plots.length} stories on the scripted Azure, one call of each meeting one fault;
            beside an arm without the watch.
            Writes {"cells","unsafe":[],"worstMinutesByFault":{},"arms":[{"name","cells","unsafe","worstMinutesByFault"}]}.`,
  measure: async (seed, tell) => {
    const began = performance.now();
    const ours = await armOf("ours", { seed: Number(seed), faults: 1, perPlot });
    const minutes = (performance.now() - began) / 60_000;
    tell(`${ours.share.cells} of ${ours.share.all} cells in ${minutes.toFixed(1)} minutes`);
    tellUnsafe(ours.share, tell);
    const without = await armOf("withoutTheWatch", {
      seed: Number(seed),
      faults: 1,
      perPlot: perPlotWithoutWatch,
    });
    for (const { arm } of [ours, without])
      tell(`${arm.name.padEnd(20)} ${arm.unsafe} of ${arm.cells} unsafe`);
    return {
      ...figuresOf(ours.share),
      arms: [ours.arm, without.arm],
      objections: [
        ...objectionsTo(ours.share, fewestCells),
        ...(without.arm.unsafe >= fewestUnsafeWithoutWatch
          ? []
          : [`without the watch only ${without.arm.unsafe} cells are unsafe, so the matrix has no teeth`]),
        ...(minutes <= mostMinutes ? [] : [`it took ${minutes.toFixed(1)} minutes`]),
      ],
    };
  },
};

/** Two faults a cell. */
export const faultPairs: Bench = {
  about: `at least ${fewestPairs} pairs of faults, drawn by the seed; an unsafe story is shrunk to the smallest.
            Writes {"cells","unsafe":[],"worstMinutesByFault":{},"arms":[…]}.`,
  measure: async (seed, tell) => {
    const { arm, share } = await armOf("ours", { seed: Number(seed), faults: 2, perPlot: pairsPerPlot });
    tellUnsafe(share, tell);
    tell(`${share.unsafe.length} of ${share.cells} pairs unsafe`);
    return { ...figuresOf(share), arms: [arm], objections: objectionsTo(share, fewestPairs) };
  },
};

interface Arm {
  readonly name: string;
  readonly cells: number;
  readonly unsafe: number;
  readonly worstMinutesByFault: Readonly<Record<string, number>>;
}

async function armOf(
  name: ShareOrder["arm"],
  order: Omit<ShareOrder, "nth" | "of" | "arm">,
): Promise<{ arm: Arm; share: Share }> {
  const share = await playAll({ ...order, arm: name });
  const { cells, worstMinutesByFault } = figuresOf(share);
  return { arm: { name, cells, unsafe: share.unsafe.length, worstMinutesByFault }, share };
}

const figuresOf = (share: Share) => ({
  cells: share.cells,
  unsafe: share.unsafe,
  worstMinutesByFault: worstOf(share),
});

function worstOf({ worst }: Share): Readonly<Record<string, number>> {
  const of = (kind: FaultKind) =>
    Math.max(0, ...worst.filter(({ kinds }) => kinds.includes(kind)).map(({ minutes }) => minutes));
  const none = Math.max(0, ...worst.filter(({ kinds }) => kinds.length === 0).map(({ minutes }) => minutes));
  return Object.fromEntries([["none", none], ...faultKinds.map((kind) => [kind, of(kind)])]) as Record<
    string,
    number
  >;
}

function tellUnsafe({ unsafe }: Share, tell: (line: string) => void): void {
  const byPromise = Map.groupBy(unsafe, ({ promise }) => promise);
  for (const [promise, cells] of byPromise) {
    tell(`${cells.length} × ${promise}`);
    for (const { story, detail } of cells.slice(0, 3)) tell(`    ${story}: ${detail}`);
  }
}

const objectionsTo = (share: Share, fewest: number): Measured["objections"] => [
  ...(share.cells >= fewest ? [] : [`only ${share.cells} cells`]),
  ...(share.unsafe.length === 0 ? [] : [`${share.unsafe.length} cells are unsafe`]),
];
