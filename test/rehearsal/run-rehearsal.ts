import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../src/rehearsal/report.ts";

const project = join(import.meta.dirname, "../..");

/** Dozens of rehearsals start the same processes: what Node has compiled once is not compiled again. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "aks-blue-green-compiled") };

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run rehearse -- <words>`, as a person would start it. */
export async function runRehearsal(words: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(project, "src/rehearse.ts"), ...words], {
      cwd: project,
      env,
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Every lane of every edge asks twice a round: enough for whatever is done to all of its requests. */
const fewRequests = ["--requests", "8"];

/** The report, and all that was said on the way when there is none. */
export async function rehearsed(scenario: string, ...words: string[]): Promise<Report> {
  const all = ["--scenario", scenario, "--json", "-", ...fewRequests, ...words];
  const { stdout, stderr, code } = await runRehearsal(all);
  if (stdout === "") throw new Error(`${scenario} ended with ${String(code)} and no report.\n${stderr}`);
  return JSON.parse(stdout) as Report;
}
