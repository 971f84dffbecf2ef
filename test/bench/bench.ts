import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Bench } from "./bench-shape.ts";
import { chaos } from "./chaos.ts";
import { faultPairs, faults } from "./faults.ts";
import { frozen } from "./frozen.ts";
import { history } from "./history.ts";
import { makespan } from "./makespan.ts";
import { odd } from "./odd.ts";
import { host } from "./host.ts";
import { polling } from "./polling.ts";
import { rollback } from "./rollback.ts";
import { routers } from "./routers.ts";
import { teeth } from "./teeth.ts";
import { swap } from "./swap.ts";

/** A bench is a file beside this one and a line here. */
const benches: Readonly<Record<string, Bench>> = {
  swap,
  rollback,
  frozen,
  faults,
  "fault-pairs": faultPairs,
  teeth,
  routers,
  host,
  chaos,
  odd,
  polling,
  makespan,
  history,
};

const about = Object.entries(benches).map(([name, bench]) => `  ${name.padEnd(12)}${bench.about}\n`);

const usage = `Measures, side by side in one run.

  npm run bench -- NAME [--seed N] [--json FILE]

${about.join("\n")}
  --json FILE writes {"arms":[…]}, ours first, or what the bench says.
`;

const badArguments = 2;

async function main(): Promise<number> {
  const { values, positionals } = readWords();
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [name = "", ...more] = positionals;
  const bench = benches[name];
  if (bench === undefined || more.length > 0)
    return refuse(`NAME is one of ${Object.keys(benches).join(", ")}, not "${positionals.join(" ")}".`);
  console.log(`seed ${values.seed}`);
  const { objections, ...figures } = await bench.measure(values.seed, (line) => console.log(line));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  for (const objection of objections) console.log(`unexpected: ${objection}`);
  return objections.length === 0 ? 0 : 1;
}

function readWords() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: "string", default: "1" },
        json: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    process.exit(refuse(error instanceof Error ? error.message : String(error)));
  }
}

function refuse(why: string): number {
  console.error(`${usage}\n${why}`);
  return badArguments;
}

// what an arm has left open must not keep the terminal
process.exit(await main());
