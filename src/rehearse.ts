import "./assert-node.ts";
import { readFileSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pair } from "./domain/environment/pair.ts";
import { parsePairFile } from "./pair-files.ts";
import { BadArguments, parseArguments, usage, type Arguments } from "./rehearsal/arguments.ts";
import { rehearse, type Rehearsed } from "./rehearsal/rehearse-scenario.ts";
import type { Report } from "./rehearsal/report.ts";
import type { Scenario } from "./rehearsal/scenario.ts";
import { scenarios } from "./rehearsal/scenarios.ts";
import { summaryOf } from "./rehearsal/summary.ts";
import { openTimeline } from "./rehearsal/timeline.ts";

const exitCodes = { ok: 0, notOk: 1, badArguments: 2, crash: 3, interrupted: 130 } as const;

const project = join(import.meta.dirname, "..");

/** Processes that must not outlive this one. */
const ends: (() => Promise<void>)[] = [];
let isInterrupted = false;

async function main(): Promise<number> {
  const given = parseArguments(
    process.argv.slice(2),
    scenarios.map(({ name }) => name),
  );
  if (given.does === "help") process.stdout.write(usage);
  if (given.does === "list") await tellList(given);
  if (given.does !== "rehearse") return exitCodes.ok;
  const wanted = scenarios.filter(({ name }) => given.scenario === "all" || name === given.scenario);
  const pair = readPair(given.pair);
  await openFiles(given);
  const reports: Report[] = [];
  for (const scenario of wanted) reports.push(await play(scenario, { given, pair, people: peopleOf(given) }));
  if (given.json !== null) await writeJson(given.json, given.scenario === "all" ? reports : reports[0]);
  if (given.scenario === "all") peopleOf(given).write(tallyOf(reports));
  return reports.every(({ ok }) => ok) ? exitCodes.ok : exitCodes.notOk;
}

function readPair(file: string): Pair {
  try {
    return parsePairFile(readFileSync(file, "utf8"), file);
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Nobody should wait for minutes to learn that a file cannot be written. */
async function openFiles({ json, record }: Arguments): Promise<void> {
  try {
    if (json !== null && json !== "-") await appendFile(json, "");
    // every scenario adds to it once it has ended
    if (record !== null) await writeFile(record, "");
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

interface Setting {
  readonly given: Arguments;
  readonly pair: Pair;
  readonly people: NodeJS.WriteStream;
}

async function play(scenario: Scenario, { given, pair, people }: Setting): Promise<Report> {
  people.write(`${scenario.name}: ${scenario.sentence}\n`);
  const rehearsed: Rehearsed = await rehearse({
    project,
    scenario,
    pair,
    drawSeed: given.seed,
    speed: given.speed,
    router: given.router,
    earlyTimers: given.earlyTimers,
    records: given.record !== null,
    timeline: openTimeline(people),
    onExit: (end) => void ends.push(end),
  });
  if (given.record !== null) await appendFile(given.record, rehearsed.exchanges);
  await endAll();
  people.write(summaryOf(rehearsed.report, rehearsed.last));
  return rehearsed.report;
}

function tallyOf(reports: readonly Report[]): string {
  const lost = reports.filter(({ ok }) => !ok).map(({ scenario }) => scenario);
  const rest = lost.length === 0 ? "." : `; not ${lost.join(", ")}.`;
  return `${reports.length - lost.length} of ${reports.length} scenarios ended as they should${rest}\n`;
}

/** A report on stdout must stay readable for machines. */
const peopleOf = ({ json }: Arguments): NodeJS.WriteStream =>
  json === "-" ? process.stderr : process.stdout;

async function tellList({ json }: Arguments): Promise<void> {
  const list = scenarios.map(({ name, sentence, expected }) => ({ name, sentence, expected }));
  if (json !== null) return writeJson(json, list);
  const lines = list.map(({ name, sentence }) => `${name.padEnd(26)}${sentence}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function writeJson(file: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (file === "-") process.stdout.write(text);
  else await writeFile(file, text);
}

async function endAll(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}

function failureOf(error: unknown): number {
  // what breaks then breaks because of it
  if (isInterrupted) return exitCodes.interrupted;
  if (error instanceof BadArguments) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    return exitCodes.badArguments;
  }
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\nThe rehearsal broke off. ${text}\nLogs of its processes are below .rehearsal/.\n`);
  return exitCodes.crash;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    isInterrupted = true;
    void endAll().then(() => process.exit(exitCodes.interrupted));
  });
}

process.exitCode = await main().catch(failureOf);
await endAll();
// a held socket or timer of a broken rehearsal must not keep the terminal
if (process.exitCode >= exitCodes.crash) process.exit();
