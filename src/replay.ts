import "./assert-node.ts";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadApp } from "./local-host/app/load-app.ts";
import { messageOf } from "./local-host/host-error.ts";
import { historiesIn } from "./local-host/replay/histories-in.ts";
import { distinct, historyEnding, writeHistories } from "./local-host/replay/history-file.ts";
import { differenceText, historyFilesIn, replayFile } from "./local-host/replay/replay-sets.ts";
import { parsePairFile } from "./pair-files.ts";
import { freshBundle } from "./rehearsal/app-folder.ts";
import { rehearse } from "./rehearsal/rehearse-scenario.ts";
import { openRunFolder } from "./rehearsal/run-folder.ts";
import type { Scenario } from "./rehearsal/scenario.ts";
import { scenarios } from "./rehearsal/scenarios.ts";

const usage = `Replays recorded orchestrations against today's orchestrators, and tells where they would now do otherwise.

  npm run replay -- [options]

  --record          rehearses every scenario first and keeps its histories as the set of this version (package.json)
  --scenario NAME   only this one
  --histories DIR   a folder with a folder of histories for each version (default: test/histories)
  --help            this text

Exit code 0: no difference; 1: a run under way would break, or a scenario has no histories; 2: bad arguments; 3: crash.
How to change an orchestrator on purpose: docs/runbook.md.
`;

const project = join(import.meta.dirname, "..");
const exitCodes = { ok: 0, differs: 1, badArguments: 2, crash: 3, interrupted: 130 } as const;

class BadArguments extends Error {}

/** How to end the processes of each rehearsal under way: none must outlive this one. */
const ends = new Set<() => Promise<void>>();

/** A rehearsal's processes mostly wait for each other. */
const rehearsalsAtOnce = 2;

async function main(): Promise<number> {
  const { values } = parse(process.argv.slice(2));
  if (values.help === true) {
    process.stdout.write(usage);
    return exitCodes.ok;
  }
  const names = scenarios.map(({ name }) => name);
  if (values.scenario !== undefined && !names.includes(values.scenario)) {
    throw new BadArguments(`--scenario takes one of ${names.join(", ")}, not "${values.scenario}".`);
  }
  const wanted = scenarios.filter(({ name }) => values.scenario === undefined || name === values.scenario);
  const sets = values.histories ?? join(project, "test/histories");
  if (values.record === true) {
    // both would build it otherwise
    await freshBundle(project);
    await record(wanted, sets);
  }
  return await replay(wanted, sets);
}

function parse(words: string[]) {
  const options = {
    record: { type: "boolean" },
    scenario: { type: "string" },
    histories: { type: "string" },
    help: { type: "boolean" },
  } as const;
  try {
    return parseArgs({ args: words, options });
  } catch (error) {
    throw new BadArguments(messageOf(error), { cause: error });
  }
}

async function replay(wanted: readonly Scenario[], sets: string): Promise<number> {
  await freshBundle(project);
  giveSettings();
  const app = await loadApp(project, () => undefined);
  const isWanted = (scenario: string): boolean => wanted.some(({ name }) => name === scenario);
  const files = historyFilesIn(sets).filter(({ scenario }) => isWanted(scenario));
  const complaints: string[] = [];
  for (const file of files) {
    for (const found of await replayFile(app, file)) complaints.push(differenceText(file, found));
  }
  const version = versionOf();
  for (const { name } of wanted) {
    if (files.some((file) => file.version === version && file.scenario === name)) continue;
    complaints.push(`${version} ${name} has no histories; npm run replay -- --record makes them.`);
  }
  for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
  process.stdout.write(`${files.length} scenarios replayed, ${complaints.length} differences.\n`);
  return complaints.length === 0 ? exitCodes.ok : exitCodes.differs;
}

/** The app does not load without; its orchestrators use none, because they ask nothing of the outside. */
function giveSettings(): void {
  const sample = readFileSync(join(project, "local.settings.sample.json"), "utf8");
  const { Values } = JSON.parse(sample) as { Values: Readonly<Record<string, string>> };
  for (const [name, value] of Object.entries(Values)) process.env[name] ??= value;
}

function versionOf(): string {
  return (JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { version: string }).version;
}

async function record(wanted: readonly Scenario[], sets: string): Promise<void> {
  const folder = join(sets, versionOf());
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (!scenarios.some((scenario) => `${scenario.name}${historyEnding}` === name))
      rmSync(join(folder, name));
  }
  const runFolder = await openRunFolder(project, process.pid);
  const left = [...wanted];
  const next = async (): Promise<void> => {
    for (let scenario = left.shift(); scenario !== undefined; scenario = left.shift()) {
      await recordOne(scenario, { runFolder, file: join(folder, `${scenario.name}${historyEnding}`) });
      process.stdout.write(`${scenario.name} is recorded.\n`);
    }
  };
  await Promise.all(Array.from({ length: rehearsalsAtOnce }, next));
}

async function recordOne(
  scenario: Scenario,
  { runFolder, file }: { readonly runFolder: string; readonly file: string },
): Promise<void> {
  const pairFile = join(project, "pairs/shop.json");
  const own: (() => Promise<void>)[] = [];
  const { report } = await rehearse({
    project,
    runFolder,
    scenario,
    pair: parsePairFile(readFileSync(pairFile, "utf8"), pairFile),
    drawSeed: 1,
    speed: 0,
    router: "route",
    earlyTimers: false,
    records: false,
    timeline: { show: () => undefined, tell: () => undefined, close: () => undefined },
    onExit: (end) => {
      own.push(end);
      ends.add(end);
    },
    onState: (folder) => writeHistories(file, distinct(historiesIn(journalIn(folder)))),
  });
  for (const end of own) {
    await end();
    ends.delete(end);
  }
  if (report.ok) return;
  rmSync(file, { force: true });
  throw new Error(
    `${scenario.name} did not end as it should, so it is not recorded: ${report.why.join(" ")}`,
  );
}

/** The state of a host has one journal: one task hub. */
function journalIn(folder: string): string {
  const name = readdirSync(folder).find((each) => each.endsWith(".jsonl"));
  if (name === undefined) throw new Error(`There is no journal in ${folder}.`);
  return join(folder, name);
}

async function endAll(): Promise<void> {
  for (const end of ends) await end();
  ends.clear();
}

function failureOf(error: unknown): number {
  const isOfArguments = error instanceof BadArguments;
  process.stderr.write(`${isOfArguments ? `${usage}\n` : ""}${messageOf(error)}\n`);
  return isOfArguments ? exitCodes.badArguments : exitCodes.crash;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void endAll().then(() => process.exit(exitCodes.interrupted)));
}

process.exitCode = await main().catch(failureOf);
await endAll();
