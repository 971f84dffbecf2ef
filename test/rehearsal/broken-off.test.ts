import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const project = join(import.meta.dirname, "../..");

// which processes are left is read where Linux tells it
describe.skipIf(!existsSync("/proc/self/stat"))("a rehearsal that breaks off", () => {
  test("because its host died ends with exit code 3, the host's last words, and nothing left running", async () => {
    const rehearsal = await aRunningRehearsal();
    process.kill(rehearsal.processOf("host.ts"), "SIGKILL");
    expect(await rehearsal.ended).toBe(3);
    expect(rehearsal.said()).toContain("The app's host ended by itself");
    expect(await rehearsal.left()).toEqual([]);
  }, 60_000);

  test("because the simulated Azure died says so, whoever notices first", async () => {
    const rehearsal = await aRunningRehearsal();
    process.kill(rehearsal.processOf("cloud.ts"), "SIGKILL");
    expect(await rehearsal.ended).toBe(3);
    expect(rehearsal.said()).toContain("The simulated Azure ended");
    expect(await rehearsal.left()).toEqual([]);
  }, 60_000);

  test("because of Ctrl+C has not crashed: it ends quietly, and nothing is left running", async () => {
    const rehearsal = await aRunningRehearsal();
    rehearsal.interruptAll();
    expect(await rehearsal.ended).toBe(130);
    expect(rehearsal.said()).not.toContain("broke off");
    expect(await rehearsal.left()).toEqual([]);
  }, 60_000);

  test("because its own process was killed leaves nothing running", async () => {
    const rehearsal = await aRunningRehearsal();
    process.kill(rehearsal.processOf("rehearse.ts"), "SIGKILL");
    await vi.waitFor(async () => expect(await rehearsal.left()).toEqual([]), 10_000);
  }, 60_000);
});

async function aRunningRehearsal() {
  // a process group of its own, which a terminal interrupts as a whole
  const words = [join(project, "src/rehearse.ts"), "--scenario", "kept-green"];
  const child = spawn(process.execPath, words, { cwd: project, detached: true });
  onTestFinished(() => signalGroup(child, "SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => (said += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => line.includes("upgrading") && resolve());
  });
  const started = await processesIn(child.pid);
  return {
    ended,
    said: () => said,
    processOf: (root: string): number => {
      const found = started.find(({ command }) => command.includes(root));
      if (found === undefined) throw new Error(`No process runs ${root}.`);
      return found.pid;
    },
    interruptAll: () => signalGroup(child, "SIGINT"),
    left: async () => processesIn(child.pid),
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // it has ended already
  }
}

interface Process {
  readonly pid: number;
  readonly command: string;
}

async function processesIn(group: number | undefined): Promise<readonly Process[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => processIn(group, pid)));
  return found.filter((one) => one !== undefined);
}

async function processIn(group: number | undefined, pid: string): Promise<Process | undefined> {
  // it may end while one looks
  const [status, command] = await Promise.all(
    ["stat", "cmdline"].map(async (file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
  );
  // after the name in parentheses: state, parent, process group
  const [state, , itsGroup] = status?.slice(status.lastIndexOf(")") + 2).split(" ") ?? [];
  const isOurs = Number(itsGroup) === group && state !== "Z";
  return isOurs ? { pid: Number(pid), command: command ?? "" } : undefined;
}
