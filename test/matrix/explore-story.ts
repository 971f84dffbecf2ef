import { judgeCell, type Judged } from "./judge-cell.ts";
import { faultsAt, type Fault, type FaultKind } from "./faults.ts";
import type { Plot } from "./draw-cells.ts";
import type { SeenCall } from "./outside.ts";
import type { Playing } from "./play-cell.ts";

export interface Window {
  /** Phases whose calls are branched at, such as those around the swap and the way back. */
  readonly phases: readonly string[];
  /** Of each site in each phase the first so many calls: what comes after asks the same again. */
  readonly callsEach: number;
  /** How many answers may be other than they should. */
  readonly deviations: number;
  /** After one deviation the next comes within so many calls of the window. */
  readonly within: number;
}

export interface Explored {
  readonly stories: number;
  /** Every story that breaks a promise, the plainest first. */
  readonly unsafe: readonly Judged[];
}

/** Beside what should come, an answer is one of these. */
const answers: readonly FaultKind[] = ["refusedOnce", "timeoutWithEffect", "answerLost"];

/**
 * Drives the real orchestrators and activities over the scripted Azure and branches at every answer from outside: depth
 * first, each story from its start, a bounded number of deviations deep.
 */
export async function exploreStory(plot: Plot, window: Window, playing: Playing = {}): Promise<Explored> {
  const unsafe: Judged[] = [];
  let stories = 0;
  const visit = async (faults: readonly Fault[]): Promise<void> => {
    stories += 1;
    const judged = await judgeCell({ ...plot, faults }, playing);
    if (judged.broken.length > 0) {
      unsafe.push(judged);
      // what follows from a broken promise is no news
      return;
    }
    if (faults.length >= window.deviations) return;
    for (const fault of branchesOf(judged.calls, faults, window)) await visit([...faults, fault]);
  };
  await visit([]);
  const plainestFirst = unsafe.toSorted((a, b) => a.cell.faults.length - b.cell.faults.length);
  return { stories, unsafe: plainestFirst };
}

/** Every other answer to every call of the window that comes after the last deviation. */
function branchesOf(
  calls: readonly SeenCall[],
  faults: readonly Fault[],
  { phases, callsEach, within }: Window,
): readonly Fault[] {
  const last = faults.at(-1);
  const from = calls.findIndex(({ site, nth }) => site === last?.site && nth === last.nth) + 1;
  const counts = new Map<string, number>();
  const open = calls.slice(from).filter(({ site, phase }) => {
    if (!phases.includes(phase)) return false;
    const count = (counts.get(`${site} ${phase}`) ?? 0) + 1;
    counts.set(`${site} ${phase}`, count);
    return count <= callsEach;
  });
  const near = last === undefined ? open : open.slice(0, within);
  return near.flatMap(({ site, nth }) =>
    answers.filter((kind) => faultsAt(site).includes(kind)).map((kind) => ({ site, nth, kind })),
  );
}
