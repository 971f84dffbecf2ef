import { Worker } from "node:worker_threads";
import type { Cell } from "../../matrix/cell.ts";
import type { FaultKind } from "../../matrix/faults.ts";

/** What one worker plays: every so manyth story. */
export interface ShareOrder {
  readonly seed: number;
  readonly arm: "ours" | "withoutTheWatch";
  /** Cells of each story. */
  readonly perPlot: number;
  /** Faults in a cell. */
  readonly faults: 1 | 2;
  readonly nth: number;
  readonly of: number;
}

export interface Unsafe {
  readonly promise: string;
  readonly detail: string;
  /** In an operator's words. */
  readonly story: string;
  readonly cell: Cell;
}

export interface Share {
  cells: number;
  /** How many cells there are to draw from. */
  all: number;
  readonly unsafe: Unsafe[];
  readonly worst: { readonly kinds: readonly FaultKind[]; readonly minutes: number }[];
}

const workers = 2;

/** Plays all stories on two cores. */
export async function playAll(order: Omit<ShareOrder, "nth" | "of">): Promise<Share> {
  const shares = await Promise.all(
    Array.from({ length: workers }, async (_, nth) => playShare({ ...order, nth, of: workers })),
  );
  return {
    cells: shares.reduce((sum, share) => sum + share.cells, 0),
    all: shares.reduce((sum, share) => sum + share.all, 0),
    unsafe: shares.flatMap((share) => share.unsafe),
    worst: shares.flatMap((share) => share.worst),
  };
}

async function playShare(order: ShareOrder): Promise<Share> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData: order });
    worker.once("message", (share: Share) => resolve(share));
    worker.once("error", reject);
  });
}
