import { join } from "node:path";
import { expect, test } from "vitest";
import { applyRecord } from "../../src/local-host/durable/apply-record.ts";
import { foldState } from "../../src/local-host/durable/fold-state.ts";
import type { JournalRecord } from "../../src/local-host/durable/records.ts";
import { newState, type DurableState } from "../../src/local-host/durable/state.ts";
import { readJournal } from "../../src/local-host/journal/read-journal.ts";
import { keys, useHost, useStateFolder } from "./use-host.ts";

const shown = (state: DurableState): object =>
  Object.fromEntries(Object.entries(state).map(([name, map]) => [name, [...(map as Map<string, unknown>)]]));

function unfolded(state: DurableState, sequence: number): DurableState {
  const again = newState();
  for (const part of foldState(state)) {
    applyRecord(again, JSON.parse(JSON.stringify(part)) as JournalRecord, sequence);
  }
  return again;
}

test("a folded state is the state, whichever record is the last in it", async () => {
  const stateFolder = useStateFolder();
  const { host, call, durable, letTimePass } = await useHost({ stateFolder });
  letTimePass();
  for (const name of ["sequence", "fanOut", "retrying", "givesUp", "parent", "countWithLock"]) {
    await durable.run(name, `first-${name}`);
  }
  await durable.run("countDown", "again-and-again", { from: 3 });
  await durable.start("waitForGo", "waits");
  await durable.raise("waits", "other", { early: true });
  await durable.start("month", "sleeps");
  await call("DELETE", `/runtime/webhooks/durabletask/instances/first-fanOut?code=${keys.durable}`);
  await host.stop();
  const state = newState();
  let records = 0;
  const kinds = new Set<string>();
  readJournal<JournalRecord>(join(stateFolder, "TestHub.jsonl"), (record, sequence) => {
    applyRecord(state, record, sequence);
    records = sequence;
    kinds.add(record.kind);
    expect(shown(unfolded(state, sequence))).toEqual(shown(state));
  });
  expect(records).toBeGreaterThan(60);
  expect([...kinds]).toEqual(expect.arrayContaining(["purge", "entityTurn", "timerFired", "message"]));
  expect(state.instances.has("first-fanOut")).toBe(false);
});
