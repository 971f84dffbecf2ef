import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlantedByPatch } from "./planted.ts";

/** A copy of the tree in which one file at a time is changed. */
export interface WorkingCopy {
  /** Whether there is one place for it, and only one. */
  holds(bug: PlantedByPatch): boolean;
  /** Changes the file, does something, and puts the file back. */
  withBug<Answer>(bug: PlantedByPatch, act: () => Promise<Answer>): Promise<Answer>;
  run(suites: readonly string[], hangsAfterMs: number): Promise<SuiteRun>;
  remove(): void;
}

/** `broken`: a suite could not even be read, which is no test that fails. */
export type SuiteRun =
  | { readonly kind: "green" }
  | { readonly kind: "failed"; readonly by: string }
  | { readonly kind: "hangs" }
  | { readonly kind: "broken"; readonly why: string };

const leftOut: ReadonlySet<string> = new Set(["node_modules", ".git", "dist", ".rehearsal", "coverage"]);

export function workingCopyOf(root: string): WorkingCopy {
  const folder = mkdtempSync(join(tmpdir(), "teeth-"));
  for (const name of readdirSync(root).filter((one) => !leftOut.has(one)))
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return {
    holds: ({ file, find }) => readFileSync(join(folder, file), "utf8").split(find).length === 2,
    withBug: async ({ file, find, replace }, act) => {
      const path = join(folder, file);
      const text = readFileSync(path, "utf8");
      // a function, for a replacement's own dollars mean something otherwise
      writeFileSync(
        path,
        text.replace(find, () => replace),
      );
      try {
        return await act();
      } finally {
        writeFileSync(path, text);
      }
    },
    run: async (suites, hangsAfterMs) => runSuites(folder, suites, hangsAfterMs),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A process group of its own: a story that goes round in circles never comes to hear that it is to stop. */
async function runSuites(folder: string, suites: readonly string[], hangsAfterMs: number): Promise<SuiteRun> {
  const report = join(folder, "teeth-report.json");
  rmSync(report, { force: true });
  const vitest = join(folder, "node_modules/vitest/vitest.mjs");
  const reporting = ["--reporter=json", `--outputFile=${report}`];
  const child = spawn(process.execPath, [vitest, "run", ...suites, "--bail=1", ...reporting], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (said += piece));
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, hangsAfterMs);
  const end = await new Promise<string>((resolve) =>
    child.on("close", (code, signal) => resolve(String(signal ?? code))),
  );
  clearTimeout(timer);
  if (hangs) return { kind: "hangs" };
  return end === "0" ? { kind: "green" } : failureIn(report, `it ended with ${end}. ${said}`);
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function failureIn(path: string, said: string): SuiteRun {
  const report = read(path);
  for (const { assertionResults } of report?.testResults ?? []) {
    const failed = assertionResults.find((one) => one.status === "failed");
    if (failed !== undefined) return { kind: "failed", by: failed.fullName };
  }
  const why = report?.testResults.map((one) => one.message).find((message) => message !== "");
  return { kind: "broken", why: (why ?? said).slice(0, 300) };
}

function read(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    return undefined;
  }
}
