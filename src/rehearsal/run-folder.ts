import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const keptRuns = 5;
const prefix = "run-";

/** A folder of its own for this run; of earlier ones the newest are kept, and whatever is still running. */
export async function openRunFolder(project: string, processId: number): Promise<string> {
  const all = join(project, ".rehearsal");
  const own = join(all, `${prefix}${processId}`);
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  for (const name of (await byAge(all)).slice(keptRuns)) {
    const isOver = !isRunning(Number(name.slice(prefix.length)));
    // another run may be tidying up at the same moment
    if (isOver) await rm(join(all, name), { recursive: true, force: true, maxRetries: 5 });
  }
  return own;
}

/** The newest first. */
async function byAge(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: await changedAt(join(folder, name)) })),
  );
  return aged.toSorted((one, other) => other.at - one.at).map(({ name }) => name);
}

const changedAt = async (path: string): Promise<number> =>
  (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // somebody else's process may not be signalled, but it is there
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
