import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openRunFolder } from "../../src/rehearsal/run-folder.ts";

test("the last five runs stay, and older ones as long as they run", async () => {
  const project = await mkdtemp(join(tmpdir(), "runs-"));
  onTestFinished(async () => rm(project, { recursive: true }));
  const [running, ended] = [process.pid, await overProcesses(7)];
  for (const [age, id] of [...ended, running].entries()) await aRun(project, { id, age });
  await writeFile(join(project, ".rehearsal/build.log"), "");
  const own = await openRunFolder(project, process.ppid);
  expect(own).toBe(join(project, ".rehearsal", `run-${process.ppid}`));
  const left = [process.ppid, ...ended.slice(0, 4), running].map((id) => `run-${id}`);
  expect(new Set(await readdir(join(project, ".rehearsal")))).toEqual(new Set([...left, "build.log"]));
});

async function overProcesses(count: number): Promise<readonly number[]> {
  const started = Array.from({ length: count }, () => spawn(process.execPath, ["--version"]));
  await Promise.all(started.map(async (child) => once(child, "exit")));
  return started.map(({ pid }) => pid ?? 0);
}

async function aRun(
  project: string,
  { id, age }: { readonly id: number; readonly age: number },
): Promise<void> {
  const folder = join(project, ".rehearsal", `run-${id}`);
  await mkdir(folder, { recursive: true });
  const at = new Date(Date.UTC(2026, 0, 31 - age));
  await utimes(folder, at, at);
}
