import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HostError } from "../host-error.ts";

interface Holder {
  readonly pid: number;
  /** When the process began, as the kernel counts; null where it does not tell. A number of its own is reused. */
  readonly began: string | null;
}

/** One host a state folder. A lock left behind by a killed host is taken over. The answer gives it back. */
export function lockState(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "host.lock");
  for (let tries = 0; tries < 3; tries += 1) {
    if (tryTake(file)) return () => rmSync(file, { force: true });
    const found = textIn(file);
    const holder = holderOf(found);
    if (holder !== undefined && isAlive(holder)) {
      throw new HostError(
        "STATE_IN_USE",
        `The state folder ${folder} is used by another host (process ${holder.pid}). Stop it, or choose another folder with --state.`,
      );
    }
    clear(file, found);
  }
  throw new HostError("STATE_IN_USE", `The state folder ${folder} is being taken by several hosts at once.`);
}

/** The lock appears with its text in it: a lock without a holder could be taken for one left behind. */
function tryTake(file: string): boolean {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, began: beganOf(process.pid) } satisfies Holder));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Moved first and looked at again: another host may have taken it over since it was judged. */
function clear(file: string, judged: string | undefined): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (textIn(aside) === judged) rmSync(aside);
  else renameSync(aside, file);
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function holderOf(text: string | undefined): Holder | undefined {
  try {
    return JSON.parse(text ?? "") as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, and is somebody else's
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const began = beganOf(holder.pid);
  return holder.began === null || began === null || holder.began === began;
}

/** Field 22 of /proc/PID/stat, counted behind the name, which may hold blanks. */
function beganOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
