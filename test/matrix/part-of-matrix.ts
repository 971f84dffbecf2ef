import { saidOf, type Cell } from "./cell.ts";
import { drawCells, plots } from "./draw-cells.ts";
import { shuffled } from "./draws.ts";
import { judgeCell, type Judged } from "./judge-cell.ts";
import { shrink } from "./shrink.ts";

export const seed = 1;

/** A thousand cells: so many stories, each without a fault and with three single ones. */
const [storiesPlayed, cellsEach] = [250, 4];

/** Plays one of `of` parts of the seeded thousand; gives every unsafe story, the first one shrunk. */
export async function unsafeInPart(nth: number, of: number): Promise<readonly string[]> {
  const unsafe: Judged[] = [];
  for (const cell of await cellsOf(nth, of)) {
    const judged = await judgeCell(cell);
    if (judged.broken.length > 0) unsafe.push(judged);
  }
  const [first] = unsafe;
  return first === undefined ? [] : [`the smallest: ${told(await shrink(first))}`, ...unsafe.map(told)];
}

async function cellsOf(nth: number, of: number): Promise<readonly Cell[]> {
  const stories = shuffled(plots, seed, (plot) => JSON.stringify(plot)).slice(0, storiesPlayed);
  const cells: Cell[] = [];
  for (const plot of stories.filter((_plot, index) => index % of === nth))
    cells.push(...(await drawCells(plot, { seed, count: cellsEach })));
  return cells;
}

const told = ({ cell, broken, ends }: Judged): string =>
  [saidOf(cell), ...broken.map(({ promise, detail }) => `${promise}: ${detail}`), ...ends].join("\n  ");
