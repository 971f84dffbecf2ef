import { describe, expect, test } from "vitest";
import { orchestrators } from "../../src/workflow/register.ts";
import { saidOf, type Cell } from "./cell.ts";
import { drawCells, plots } from "./draw-cells.ts";
import { shuffled } from "./draws.ts";
import { judgeCell, type Judged } from "./judge-cell.ts";
import { shrink } from "./shrink.ts";

const seed = 1;
const [shards, perPlot] = [4, 3];

/** A part of the stories with one fault each, and each story without any. */
async function cellsOf(shard: number): Promise<readonly Cell[]> {
  const mine = shuffled(plots, seed, (plot) => JSON.stringify(plot)).filter(
    (_plot, nth) => nth % shards === shard,
  );
  const cells: Cell[] = [];
  for (const plot of mine) cells.push(...(await drawCells(plot, { seed, count: perPlot + 1 })));
  return cells;
}

const told = ({ cell, broken, ends }: Judged): string =>
  `${saidOf(cell)}\n  ${broken.map(({ promise, detail }) => `${promise}: ${detail}`).join("\n  ")}\n  ${ends.join("; ")}`;

describe(`whatever single call goes wrong (seed ${seed})`, () => {
  test.for(Array.from({ length: shards }, (_, shard) => shard))(
    "users are never left on a sick environment, part %i of the matrix",
    { timeout: 240_000 },
    async (shard) => {
      const unsafe: Judged[] = [];
      for (const cell of await cellsOf(shard)) {
        const judged = await judgeCell(cell);
        if (judged.broken.length > 0) unsafe.push(judged);
      }
      const [first] = unsafe;
      const smallest = first === undefined ? "" : told(await shrink(first));
      expect(unsafe.map(told), `the smallest: ${smallest}`).toEqual([]);
    },
  );
});

// oxlint-disable-next-line require-yield
function* nothing() {
  return null;
}

test("without the watch users stay on an environment that turns sick after its owner has died", async () => {
  const cell: Cell = {
    mode: "full",
    operation: "takeOver",
    candidate: "soaking",
    previous: "never",
    faults: [],
  };
  expect((await judgeCell(cell)).broken).toEqual([]);
  const { broken } = await judgeCell(cell, { stories: { ...orchestrators, watch: nothing } });
  expect(broken.map(({ promise }) => promise)).toContain(
    "users leave a sick environment within the stated minutes while the other one is well",
  );
});
