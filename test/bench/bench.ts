import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const usage = `Measures, side by side in one run.

  npm run bench -- routers [--seed N] [--json FILE]

  routers   one rehearsed upgrade each: our swap (route), disable-then-enable (naive), stop-on-Succeeded
            (impatient); the baselines must visibly lose, else the harness has no teeth

  --json FILE writes {"arms":[{"name","requests","failed","virtualMs","wallMs"}]}.
`;

const arms = ["route", "naive", "impatient"] as const;

interface Arm {
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  readonly virtualMs: number;
  readonly wallMs: number;
}

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

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: "string", default: "1" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || positionals.length !== 1 || positionals[0] !== "routers") {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  console.log(`seed ${values.seed}`);
  const measured = arms.map((router) => {
    const arm = rehearse(router, values.seed);
    console.log(
      `${arm.name.padEnd(10)} ${String(arm.requests).padStart(7)} requests  ${String(arm.failed).padStart(6)} failed by the swap`,
    );
    return arm;
  });
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ arms: measured }, null, 2)}\n`);
  const toothless = measured.filter((arm) => (arm.name === "route" ? arm.failed > 0 : arm.failed <= 20));
  for (const arm of toothless) console.log(`unexpected: ${arm.name} lost ${arm.failed} requests`);
  return toothless.length === 0 ? 0 : 1;
}

process.exitCode = main();
