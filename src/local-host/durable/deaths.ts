import { HostRestart, WorkerExit, type CutOff } from "../app/cut-off.ts";
import type { Engine } from "./engine.ts";

/** So often in a row a turn may take the app's process with it, before it is not tried again. */
const most = 3;

export const isDeadly = (engine: Engine, id: string): boolean => (engine.state.deaths.get(id) ?? 0) >= most;

/** What may have ended the process is played alone, so that it is known the next time. */
export function mayTakeTurn({ state, inTurn }: Engine, id: string): boolean {
  if (state.deaths.size === 0) return true;
  return state.deaths.has(id) ? inTurn.size === 0 : ![...inTurn].some((each) => state.deaths.has(each));
}

export const deadly = (name: string): string =>
  `${name} has ended the app's process, or held it up beyond its limit, ${most} times in a row, so it is not tried again. Mend its code, then start or rewind it.`;

/** A turn that has not come back is played again; where it may be to blame for that, it is counted on disk first. */
export async function countDeath(engine: Engine, id: string, error: CutOff): Promise<void> {
  if (error instanceof HostRestart) return;
  if (error instanceof WorkerExit && error.isByAnother) return;
  await engine.commit({ kind: "death", id });
  engine.options.warn(id, `${error.message}; its turn is played again.`);
}
