import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  const mine = JSON.stringify({ pid: process.pid, began: beganOf(process.pid) } satisfies Holder);
  for (let tries = 0; tries < 3; tries += 1) {
    if (tryWrite(file, mine)) return () => rmSync(file, { force: true });
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) {
      throw new HostError(
        "STATE_IN_USE",
        `The state folder ${folder} is used by another host (process ${holder.pid}). Stop it, or choose another folder with --state.`,
      );
    }
    rmSync(file, { force: true });
  }
  throw new HostError("STATE_IN_USE", `The state folder ${folder} is being taken by several hosts at once.`);
}

function tryWrite(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    // killed between making the file and writing it
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
