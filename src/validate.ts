import "./assert-node.ts";
import { existsSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { endedPin, expiredWaivers, isSample, type PairFault } from "./domain/environment/pair-faults.ts";
import { faultText } from "./pair-files.ts";
import { readPairFolder, type PairFile } from "./pair-folder.ts";

const usage = `Reads every pair file, alone and against the others, and tells what is wrong in one line a fault.

  npm run validate -- [options] [FOLDER]

  FOLDER      the folder of pair files (default: PAIRS_FOLDER, else pairs)
  --deploy    as before a deployment: a sample, whose hosts nobody can own, is a fault
  --help      this text

Exit code 0: nothing is wrong; 1: something is; 2: bad arguments.
What each field means, and what is checked: docs/pair-file.md.
`;

const exitCodes = { fine: 0, faulty: 1, badArguments: 2 } as const;

class BadArguments extends Error {}

interface Arguments {
  readonly does: "help" | "validate";
  readonly folder: string;
  readonly isForDeployment: boolean;
}

try {
  const wanted = parseArguments(process.argv.slice(2));
  process.exitCode = wanted.does === "help" ? help() : validate(wanted);
} catch (error) {
  if (!(error instanceof BadArguments)) throw error;
  process.stderr.write(`${usage}\n${error.message}\n`);
  process.exitCode = exitCodes.badArguments;
}

function help(): number {
  process.stdout.write(usage);
  return exitCodes.fine;
}

function validate({ folder, isForDeployment }: Arguments): number {
  const files = readPairFolder(folder);
  const nowMs = Date.now();
  const lines = files.flatMap((read) =>
    [...read.faults, ...deploymentFaults(read, { nowMs, isForDeployment })].map(
      (fault) => `${read.file}: ${faultText(fault)}`,
    ),
  );
  if (files.length === 0) lines.push(`${folder}: holds no pair file. Fix: add one, such as pairs/shop.json.`);
  const samples = files.filter(({ pair }) => pair !== undefined && isSample(pair)).map(({ file }) => file);
  const aside = samples.length === 0 ? "" : ` ${samples.join(", ")}: a sample, not to be deployed.`;
  const summary =
    lines.length === 0
      ? `${files.length} pair file${files.length === 1 ? "" : "s"} in ${folder}, nothing wrong.${aside}`
      : `${lines.length} fault${lines.length === 1 ? "" : "s"} in the pair files of ${folder}.`;
  process.stdout.write([...lines, summary, ""].join("\n"));
  return lines.length === 0 ? exitCodes.fine : exitCodes.faulty;
}

/** What is no reason for a running app to give a pair up. */
function deploymentFaults(
  { pair }: PairFile,
  { nowMs, isForDeployment }: { nowMs: number; isForDeployment: boolean },
): readonly PairFault[] {
  if (pair === undefined) return [];
  const pin = endedPin(pair, nowMs);
  const sample = {
    path: "(whole file)",
    problem: "is a sample: nobody can own its hosts",
    fix: "describe your own pair, or delete the file",
  };
  const waivers = expiredWaivers(pair, nowMs);
  return [
    ...(pin === undefined ? [] : [pin]),
    ...waivers,
    ...(isForDeployment && isSample(pair) ? [sample] : []),
  ];
}

function parseArguments(words: string[]): Arguments {
  const { values, positionals } = readWords(words);
  if (positionals.length > 1)
    throw new BadArguments(`One folder at a time, not ${positionals.join(" and ")}.`);
  const folder = positionals[0] ?? ownFolder();
  const does = values.help === true ? "help" : "validate";
  if (does === "validate" && !(existsSync(folder) && statSync(folder).isDirectory()))
    throw new BadArguments(`${resolve(folder)} is no folder.`);
  return { does, folder, isForDeployment: values.deploy === true };
}

/** As the app finds it: PAIRS_FOLDER is relative to the app's folder. */
function ownFolder(): string {
  const path = resolve(join(import.meta.dirname, ".."), process.env["PAIRS_FOLDER"] ?? "pairs");
  return relative(process.cwd(), path) || ".";
}

function readWords(words: string[]) {
  const options = { deploy: { type: "boolean" }, help: { type: "boolean" } } as const;
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
