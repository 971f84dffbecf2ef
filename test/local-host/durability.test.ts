import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { JournalRecord } from "../../src/local-host/durable/records.ts";
import type { OpenStore } from "../../src/local-host/journal/store.ts";
import { startHost } from "../../src/local-host/local-host.ts";
import { realClock } from "../../src/local-host/real-clock.ts";
import { appFolder, keys, useStateFolder } from "./use-host.ts";

/** A disk that takes nothing until the test lets it. */
function slowDisk() {
  const records: JournalRecord[] = [];
  let durable = 0;
  let onDurable = (): void => undefined;
  let waiting: { readonly sequence: number; readonly resolve: () => void }[] = [];
  const openStore: OpenStore<JournalRecord> = (options) => {
    onDurable = options.onDurable;
    return {
      get lastSequence() {
        return records.length;
      },
      get durableSequence() {
        return durable;
      },
      append: (record) => records.push(record),
      settled: async () => {
        const sequence = records.length;
        if (durable < sequence) await new Promise<void>((resolve) => waiting.push({ sequence, resolve }));
      },
      close: async () => Promise.resolve(),
    };
  };
  const takeUpTo = (sequence: number): void => {
    durable = sequence;
    for (const waiter of waiting) if (waiter.sequence <= durable) waiter.resolve();
    waiting = waiting.filter((waiter) => waiter.sequence > durable);
    onDurable();
  };
  return { records, openStore, takeUpTo, takeAll: () => takeUpTo(records.length) };
}

test("answers a start, and runs an activity, only once what it follows from is on disk", async () => {
  const { records, openStore, takeUpTo, takeAll } = slowDisk();
  const stateFolder = useStateFolder();
  const host = await startHost({
    appFolder,
    port: 0,
    stateFolder,
    clock: realClock(),
    mode: "strict",
    keys,
    openStore,
  });
  onTestFinished(async () => {
    const untilEnd = setInterval(takeAll, 1);
    await host.stop();
    clearInterval(untilEnd);
  });
  const other = async (): Promise<unknown> => fetch(`${host.baseUrl}/admin/host/ping`);
  const trace = join(stateFolder, "trace.txt");
  let isAnswered = false;
  const url = `${host.baseUrl}/runtime/webhooks/durabletask/orchestrators/story/one?code=${keys.durable}`;
  const started = fetch(url, { method: "POST", body: JSON.stringify({ file: trace }) }).then(({ status }) => {
    isAnswered = true;
    return status;
  });
  // the turn itself decides ahead of the disk; nothing outside has seen it yet
  await expect.poll(() => records.map(({ kind }) => kind)).toEqual(["schedule", "start", "turn"]);
  await other();
  expect(isAnswered).toBe(false);
  takeUpTo(2);
  expect(await started).toBe(202);
  await other();
  expect(existsSync(trace)).toBe(false);
  takeUpTo(3);
  await expect.poll(() => existsSync(trace)).toBe(true);
});
