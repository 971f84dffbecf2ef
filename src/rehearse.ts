import "./assert-node.ts";
import { readFileSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pair } from "./domain/environment/pair.ts";
import { parsePairFile } from "./pair-files.ts";
import { BadArguments, parseArguments, usage, type Arguments } from "./rehearsal/arguments.ts";
import { asRehearsed } from "./rehearsal/as-rehearsed.ts";
import { misfitOf } from "./rehearsal/fit.ts";
import { logsIn, rehearse, type Rehearsed } from "./rehearsal/rehearse-scenario.ts";
import type { Report } from "./rehearsal/report.ts";
import { openRunFolder } from "./rehearsal/run-folder.ts";
import type { Scenario } from "./rehearsal/scenario.ts";
import { scenarios } from "./rehearsal/scenarios.ts";
import { summaryOf } from "./rehearsal/summary.ts";
import { tallyOf, type Played } from "./rehearsal/tally.ts";
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
  return given.does === "rehearse" ? rehearseWanted(given) : exitCodes.ok;
}

async function rehearseWanted(given: Arguments): Promise<number> {
  const { pair, differences } = asRehearsed(readPair(given.pair));
  const wanted = scenarios
    .filter(({ name }) => given.scenario === "all" || name === given.scenario)
    .map((scenario) => ({ scenario, misfit: misfitOf(scenario, pair, given.router) }));
  const [first] = wanted;
  if (first !== undefined && first.misfit !== null && wanted.every(({ misfit }) => misfit !== null))
    throw new BadArguments(`${first.scenario.name} is not run: ${first.misfit}.`);
  await openFiles(given);
  const people = peopleOf(given);
  for (const difference of differences)
    people.write(`Unlike its file says, the rehearsed pair ${difference}.\n`);
  const setting = { given, pair, people, runFolder: await openRunFolder(project, process.pid) };
  const played: Played[] = [];
  for (const { scenario, misfit } of wanted)
    played.push(
      misfit === null
        ? await play(scenario, setting)
        : { kind: "notRun", scenario: scenario.name, why: misfit },
    );
  return tellEnd(given, played);
}

async function tellEnd(given: Arguments, played: readonly Played[]): Promise<number> {
  const isMany = given.scenario === "all";
  const reports = played.flatMap((one) => (one.kind === "played" ? [one.report] : []));
  if (given.json !== null) await writeJson(given.json, isMany ? reports : reports[0]);
  if (isMany) peopleOf(given).write(tallyOf(played));
  if (played.some(({ kind }) => kind === "brokeOff")) return exitCodes.crash;
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
  readonly runFolder: string;
}

/** One that breaks off among many must not keep the others from being played. */
async function play(scenario: Scenario, setting: Setting): Promise<Played> {
  const { given, people, runFolder } = setting;
  people.write(`${scenario.name}: ${scenario.sentence}\n`);
  try {
    return { kind: "played", report: await reportOf(scenario, setting) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const logs = logsIn(join(runFolder, scenario.name)).join(", ");
    const why = `${text}\nLogs: ${logs}`;
    if (isInterrupted || given.scenario !== "all") throw new Error(why, { cause: error });
    await endAll();
    people.write(`\n${scenario.name} broke off. ${why}\n`);
    return { kind: "brokeOff", scenario: scenario.name, why };
  }
}

async function reportOf(scenario: Scenario, { given, pair, people, runFolder }: Setting): Promise<Report> {
  const rehearsed: Rehearsed = await rehearse({
    project,
    runFolder,
    scenario,
    pair,
    drawSeed: given.seed,
    speed: given.speed,
    requests: given.requests,
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
    process.stderr.write(`${usage}\n${error.message}\n`);
    return exitCodes.badArguments;
  }
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\nThe rehearsal broke off. ${text}\n`);
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
