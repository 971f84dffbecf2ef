import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Journal } from "../../src/local-host/journal/journal.ts";
import { lockState } from "../../src/local-host/journal/state-lock.ts";
import { virtualClock } from "../../src/local-host/virtual-clock.ts";
import { useStateFolder } from "./use-host.ts";

interface Entry {
  readonly text: string;
}

function openJournal(folder: string) {
  const replayed: string[] = [];
  const clock = virtualClock(0);
  const journal = new Journal<Entry>({
    file: join(folder, "journal.jsonl"),
    clock,
    replay: ({ text }) => replayed.push(text),
    onDurable: () => undefined,
    onFailure: (error) => {
      throw error;
    },
  });
  return { journal, replayed, clock };
}

test("finds everything again, in the order of writing", async () => {
  const folder = useStateFolder();
  const { journal } = openJournal(folder);
  journal.append({ text: "one" });
  journal.append({ text: "two" });
  await journal.settled();
  journal.append({ text: "three" });
  await journal.close();
  expect(openJournal(folder).replayed).toEqual(["one", "two", "three"]);
});

test("is busy from the first unwritten record until the disk has it", async () => {
  const { journal, clock } = openJournal(useStateFolder());
  journal.append({ text: "one" });
  expect(clock.busyWith()).toEqual(["journal"]);
  expect(journal.durableSequence).toBe(0);
  await journal.close();
  expect(journal.durableSequence).toBe(1);
  expect(clock.busyWith()).toEqual([]);
});

test.for([
  { what: "half a record", tail: '{"n":2,"te' },
  { what: "a record without its end of line", tail: '{"n":2,"text":"torn"}' },
  { what: "a block of zeros", tail: "\0\0\0\0\n" },
])("cuts off a torn last line: $what", async ({ tail }) => {
  const folder = useStateFolder();
  const { journal } = openJournal(folder);
  journal.append({ text: "one" });
  await journal.close();
  appendFileSync(join(folder, "journal.jsonl"), tail);
  const again = openJournal(folder);
  expect(again.replayed).toEqual(["one"]);
  again.journal.append({ text: "two" });
  await again.journal.close();
  expect(openJournal(folder).replayed).toEqual(["one", "two"]);
});

test("refuses a journal that is damaged in its middle, and leaves it as it is", () => {
  const folder = useStateFolder();
  const file = join(folder, "journal.jsonl");
  const damaged = '{"n":1,"text":"one"}\n{"n":2,"te\n{"n":3,"text":"three"}\n';
  writeFileSync(file, damaged);
  expect(() => openJournal(folder)).toThrow(/journal\.jsonl is damaged: the line at byte 21 is not a record/);
  expect(readFileSync(file, "utf8")).toBe(damaged);
});

test("refuses a journal with a record missing", () => {
  const folder = useStateFolder();
  writeFileSync(join(folder, "journal.jsonl"), '{"n":1,"text":"one"}\n{"n":3,"text":"three"}\n');
  expect(() => openJournal(folder)).toThrow(/carries number 3 after 1/);
});

test("lets only one host use a state folder at a time", () => {
  const folder = useStateFolder();
  const unlock = lockState(folder);
  expect(() => lockState(folder)).toThrow(new RegExp(`used by another host \\(process ${process.pid}\\)`));
  unlock();
  lockState(folder)();
});

test.for([
  { what: "a process that is gone", text: '{"pid":999999999,"began":null}' },
  { what: "a process whose number was used again", text: `{"pid":${process.pid},"began":"1"}` },
  { what: "nobody, because its writer was killed", text: "" },
])("takes over a lock left behind by $what", ({ text }) => {
  const folder = useStateFolder();
  writeFileSync(join(folder, "host.lock"), text);
  const unlock = lockState(folder);
  expect(readFileSync(join(folder, "host.lock"), "utf8")).toContain(`"pid":${process.pid}`);
  unlock();
});
