import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventTypes } from "../../src/local-host/durable/history-event.ts";
import { readHistories, writeHistories } from "../../src/local-host/replay/history-file.ts";
import type { RecordedHistory } from "../../src/local-host/replay/recorded-history.ts";
import { historyFilesIn } from "../../src/local-host/replay/replay-sets.ts";

const project = join(import.meta.dirname, "../..");
const sets = join(project, "test/histories");

async function runReplay(words: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["src/replay.ts", ...words], { cwd: project });
  let output = "";
  const collect = (chunk: unknown): void => {
    output += String(chunk);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

test("today's orchestrators take every recorded run to where it went", { timeout: 120_000 }, async () => {
  const { code, output } = await runReplay([]);
  expect(output).toMatch(/^\d+ scenarios replayed, 0 differences\.\n$/);
  expect(code).toBe(0);
});

/** The recorded upgrade of a scenario, changed, as the only history of a set. */
function useChangedSet(change: (upgrade: RecordedHistory) => RecordedHistory): {
  words: readonly string[];
  id: string;
} {
  const file = historyFilesIn(sets).findLast(({ scenario }) => scenario === "kept-green");
  const upgrade = readHistories(file?.path ?? "").find(({ name }) => name === "upgrade");
  if (file === undefined || upgrade === undefined) throw new Error("No upgrade is recorded.");
  const folder = mkdtempSync(join(tmpdir(), "histories-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, file.version));
  writeHistories(join(folder, file.version, "kept-green.jsonl.br"), [change(upgrade)]);
  return { words: ["--scenario", "kept-green", "--histories", folder], id: upgrade.id };
}

test("names the scenario, the run and the step when a step of an upgrade is not there any more", async () => {
  const gone = 5;
  const { words, id } = useChangedSet((upgrade) => ({
    ...upgrade,
    events: upgrade.events.map((event) =>
      event.EventType === eventTypes.taskScheduled && event.EventId === gone
        ? { ...event, Name: "askTheOracle" }
        : event,
    ),
  }));
  const { code, output } = await runReplay(words);
  expect(output).toContain(`kept-green, ${id} (upgrade), step ${gone}: it would now fail`);
  expect(output).toContain("askTheOracle");
  expect(code).toBe(1);
});

test("names a run that would come to another end", async () => {
  const { words, id } = useChangedSet((upgrade) => ({
    ...upgrade,
    events: upgrade.events.map((event) =>
      event.EventType === eventTypes.executionCompleted ? { ...event, Result: '"gone fishing"' } : event,
    ),
  }));
  const { code, output } = await runReplay(words);
  expect(output).toContain(`kept-green, ${id} (upgrade): in the end it has Completed with "gone fishing"`);
  expect(code).toBe(1);
});

test("asks for the histories of a scenario that has none in this version", async () => {
  const folder = mkdtempSync(join(tmpdir(), "histories-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { code, output } = await runReplay(["--scenario", "bad-green", "--histories", folder]);
  expect(output).toMatch(/bad-green has no histories; npm run replay -- --record makes them\./);
  expect(code).toBe(1);
});

test.for([
  { words: ["--scenario", "sad-path"], says: "--scenario takes one of happy-path" },
  { words: ["--rewind"], says: "--rewind" },
])("$words is refused with exit code 2 and a reason", async ({ words, says }) => {
  const { code, output } = await runReplay(words);
  expect(output).toContain(says);
  expect(code).toBe(2);
});
