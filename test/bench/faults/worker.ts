import { parentPort, workerData } from "node:worker_threads";
import { orchestrators } from "../../../src/workflow/register.ts";
import { saidOf } from "../../matrix/cell.ts";
import { callsOf, drawCells, drawPairs, plots, sizeOf } from "../../matrix/draw-cells.ts";
import { judgeCell } from "../../matrix/judge-cell.ts";
import type { Playing } from "../../matrix/play-cell.ts";
import { shrink } from "../../matrix/shrink.ts";
import type { Share, ShareOrder } from "./share.ts";

/** An orchestrator that does nothing, at once. */
// oxlint-disable-next-line require-yield
function* nothing() {
  return null;
}

const arms: Readonly<Record<ShareOrder["arm"], Playing>> = {
  ours: {},
  withoutTheWatch: { stories: { ...orchestrators, watch: nothing } },
};

// refusals are many, and nobody reads where they came from
Error.stackTraceLimit = 0;

/** Stories are shrunk for whoever reads them; more than these say nothing new. */
const mostShrunk = 8;

/** A rollback begins where an upgrade has completed, and without the watch none does. */
const plotsOf = (arm: ShareOrder["arm"]) =>
  arm === "ours" ? plots : plots.filter(({ operation }) => operation !== "rollback");

parentPort?.postMessage(await play(workerData as ShareOrder));

async function play({ seed, arm, perPlot, faults, nth, of }: ShareOrder): Promise<Share> {
  const playing = arms[arm];
  const draw = faults === 1 ? drawCells : drawPairs;
  const share: Share = { cells: 0, all: 0, unsafe: [], worst: [] };
  const seen = new Set<string>();
  for (const plot of plotsOf(arm).filter((_plot, index) => index % of === nth)) {
    share.all += sizeOf(await callsOf(plot));
    for (const cell of await draw(plot, { seed, count: perPlot })) {
      const judged = await judgeCell(cell, playing);
      share.cells += 1;
      share.worst.push({ kinds: cell.faults.map((fault) => fault.kind), minutes: judged.minutes });
      const [broken] = judged.broken;
      if (broken === undefined) continue;
      const isNew = arm === "ours" && seen.size < mostShrunk && !seen.has(broken.promise);
      seen.add(broken.promise);
      const smallest = isNew ? await shrink(judged, playing) : judged;
      const { promise, detail } = smallest.broken.find((one) => one.promise === broken.promise) ?? broken;
      share.unsafe.push({ promise, detail, story: saidOf(smallest.cell), cell: smallest.cell });
    }
  }
  return share;
}
