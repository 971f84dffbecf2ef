import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "./bench-shape.ts";

const arms = ["route", "naive", "impatient"] as const;

interface Arm {
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  readonly virtualMs: number;
  readonly wallMs: number;
}

export const routers: Bench = {
  about: `one rehearsed upgrade each: our swap (route), disable-then-enable (naive), stop-on-Succeeded
            (impatient); the baselines must visibly lose, else the harness has no teeth.
            An arm is {"name","requests","failed","virtualMs","wallMs"}.`,
  measure: async (seed, tell) => {
    const measured = arms.map((router) => {
      const arm = rehearse(router, seed);
      tell(
        `${arm.name.padEnd(10)} ${String(arm.requests).padStart(7)} requests  ${String(arm.failed).padStart(6)} failed by the swap`,
      );
      return arm;
    });
    const toothless = measured.filter((arm) => (arm.name === "route" ? arm.failed > 0 : arm.failed <= 20));
    return {
      arms: measured,
      objections: toothless.map(({ name, failed }) => `${name} lost ${failed} requests`),
    };
  },
};

/** One rehearsal in a process of its own, by the same command that a person types. */
function rehearse(router: string, seed: string): Arm {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const file = join(folder, "report.json");
  const words = [
    "src/rehearse.ts",
    "--scenario",
    "kept-green",
    "--router",
    router,
    "--seed",
    seed,
    "--json",
    file,
  ];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(`the arm ${router} crashed: ${stderr}`);
  const report = JSON.parse(readFileSync(file, "utf8")) as {
    requests: { total: number; failedBy: { swap: number } };
    virtualMs: number;
    wallMs: number;
  };
  rmSync(folder, { recursive: true });
  const { requests, virtualMs, wallMs } = report;
  return { name: router, requests: requests.total, failed: requests.failedBy.swap, virtualMs, wallMs };
}
