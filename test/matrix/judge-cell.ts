import type { Cell } from "./cell.ts";
import type { Broken } from "./invariants.ts";
import type { SeenCall } from "./outside.ts";
import { playCell, type Played, type Playing } from "./play-cell.ts";
import { minutesFor } from "./stated-minutes.ts";

export interface Judged {
  readonly cell: Cell;
  /** Empty: every promise was kept. */
  readonly broken: readonly Broken[];
  readonly minutes: number;
  readonly ends: readonly string[];
  readonly calls: readonly SeenCall[];
}

/** Plays a cell and holds it against every promise, the stated minutes included. */
export async function judgeCell(cell: Cell, playing: Playing = {}): Promise<Judged> {
  return judgedOf(cell, await playCell(cell, playing));
}

function judgedOf(cell: Cell, played: Played): Judged {
  const { onCandidate } = played.worstMinutes;
  const most = minutesFor(cell);
  const late =
    onCandidate <= most
      ? []
      : [{ promise: overdue, atMs: 0, detail: `${onCandidate} minutes, stated are ${most}` }];
  return {
    cell,
    broken: [...played.broken, ...late],
    minutes: onCandidate,
    ends: played.ends,
    calls: played.calls,
  };
}

const overdue = "users leave a sick environment within the stated minutes while the other one is well";
