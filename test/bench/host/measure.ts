import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../src/local-host/durable/engine.ts";
import type { Instance } from "../../../src/local-host/durable/state.ts";
import { eventTypes, timestampOf } from "../../../src/local-host/durable/history-event.ts";
import {
  arms,
  ended,
  instanceOf,
  loadBenchApp,
  openEngine,
  startInstance,
  type Arm,
  type BenchApp,
} from "./bench-engine.ts";
import { measureClient } from "./client.ts";

/** One arm, in a process of its own so that none inherits another's warm code or garbage. Prints its figures as JSON. */
async function main(): Promise<void> {
  const [name, seed = "1"] = process.argv.slice(2);
  const arm = arms.find((each) => each === name);
  if (arm === undefined) throw new Error(`There is no arm ${String(name)}.`);
  const app = await loadBenchApp();
  const from = Number(seed);
  const measureIn = async (events: number): Promise<LongOne> =>
    inFolder(async (folder) => measureLongOne({ arm, app, from, folder }, events));
  const perSecond = await inFolder(async (folder) => measureShortOnes({ arm, app, from, folder }));
  const [shorter, longer] = [await measureIn(400), await measureIn(8_000)];
  const figures = {
    name: arm,
    orchestrationsPerSecond: perSecond,
    clientOrchestrationsPerSecond: await inFolder(async (folder) => measureClient({ arm, from, folder })),
    replay400Ms: shorter.turnMs,
    replay8000Ms: longer.turnMs,
    longHistorySeconds: longer.seconds,
    recoverySeconds: await inFolder(async (folder) => measureRecovery({ arm, app, from, folder })),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  await app.process.end();
}

interface Setting {
  readonly arm: Arm;
  readonly app: BenchApp;
  /** The number that the orchestrations begin with. */
  readonly from: number;
  readonly folder: string;
}

async function inFolder<Figure>(measure: (folder: string) => Promise<Figure>): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), "bench-host-"));
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sumOf = (from: number, steps: number): number => from + (steps * (steps + 1)) / 2;

const shortSteps = 5;

async function measureShortOnes({ arm, app, from, folder }: Setting): Promise<number> {
  const engine = openEngine(arm, folder, app);
  engine.start();
  await runShortOnes(engine, { from, label: "warm-up", count: 200 });
  const count = 2_000;
  const startedMs = performance.now();
  await runShortOnes(engine, { from, label: "measured", count });
  const perSecond = count / secondsSince(startedMs);
  await engine.stop();
  return perSecond;
}

async function runShortOnes(
  engine: Engine,
  { from, label, count }: { from: number; label: string; count: number },
): Promise<void> {
  const runs = Array.from({ length: count }, async (_each, place) => {
    const id = `${label}-${place}`;
    await startInstance(engine, { name: "addUp", id, input: { steps: shortSteps, from } });
    await ended(engine, id, sumOf(from, shortSteps));
  });
  await Promise.all(runs);
}

/** A step adds four events: started, completed, scheduled, closed. Two more begin the history. */
const stepsOf = (events: number): number => (events - 2) / 4;

const turnsMeasured = 15;

interface LongOne {
  /** The median time from an event that arrives to the turn that has taken it, on disk. */
  readonly turnMs: number;
  /** From the start to the end, without the turns that are measured apart. */
  readonly seconds: number;
}

async function measureLongOne({ arm, app, from, folder }: Setting, events: number): Promise<LongOne> {
  const engine = openEngine(arm, folder, app);
  engine.start();
  const steps = Math.ceil(stepsOf(events));
  const startedMs = performance.now();
  await startInstance(engine, { name: "addUpAndListen", id: "long", input: { steps, from } });
  const instance = instanceOf(engine, "long");
  await until(() => instance.history.length >= events && isAtRest(engine));
  const addedUpMs = performance.now() - startedMs;
  const times: number[] = [];
  for (let turn = 0; turn < turnsMeasured; turn += 1) times.push(await timeOfTurn(engine, instance, 1));
  const endMs = await timeOfTurn(engine, instance, 0);
  await ended(engine, "long", sumOf(from, steps) + turnsMeasured);
  await engine.stop();
  const turnMs = times.toSorted((one, other) => one - other)[Math.floor(turnsMeasured / 2)] ?? 0;
  return { turnMs, seconds: (addedUpMs + endMs) / 1000 };
}

async function timeOfTurn(engine: Engine, instance: Instance, more: number): Promise<number> {
  const startedMs = performance.now();
  const before = instance.history.length;
  const event = moreAt(engine.now(), more);
  await engine.commit({ kind: "message", to: instance.id, executionId: null, event });
  await until(() => instance.history.length > before);
  await engine.settled();
  return performance.now() - startedMs;
}

const moreAt = (atMs: number, more: number) => ({
  EventType: eventTypes.eventRaised,
  Name: "more",
  Input: String(more),
  ParentTraceContext: null,
  EventId: -1 as const,
  Timestamp: timestampOf(atMs),
});

const isAtRest = ({ state }: Engine): boolean =>
  state.activities.size === 0 && state.readyInstances.size === 0;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** An orchestration of five steps leaves twelve records: its start, five steps and six turns. */
const recordsOfShortOne = 1 + shortSteps + shortSteps + 1;

async function measureRecovery({ arm, app, from, folder }: Setting): Promise<number> {
  const first = openEngine(arm, folder, app);
  first.start();
  const count = Math.ceil(10_000 / recordsOfShortOne);
  await runShortOnes(first, { from, label: "recovered", count });
  await first.stop();
  const startedMs = performance.now();
  const second = openEngine(arm, folder, app);
  second.start();
  const seconds = secondsSince(startedMs);
  const found = [...second.state.instances.values()].filter(({ status }) => status === "Completed").length;
  if (found !== count) throw new Error(`${found} of ${count} orchestrations were recovered.`);
  await second.stop();
  return seconds;
}

const secondsSince = (startedMs: number): number => (performance.now() - startedMs) / 1000;

await main();
