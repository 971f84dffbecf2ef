import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Journal } from "../../src/local-host/journal/journal.ts";
import { virtualClock } from "../../src/local-host/virtual-clock.ts";
import { useStateFolder } from "./use-host.ts";

interface Entry {
  readonly text: string;
}

const fileIn = (folder: string): string => join(folder, "journal.jsonl");

/** A journal whose state is the list of its texts; "forget" empties it. */
function openJournal(folder: string) {
  const texts: string[] = [];
  const apply = ({ text }: Entry): void => {
    if (text === "forget") texts.splice(0);
    else texts.push(text);
  };
  const clock = virtualClock(0);
  const journal = new Journal<Entry>({
    file: fileIn(folder),
    clock,
    replay: apply,
    fold: () => texts.map((text) => ({ text })),
    onDurable: () => undefined,
    onFailure: (error) => {
      throw error;
    },
  });
  const add = (text: string): void => {
    journal.append({ text });
    apply({ text });
  };
  return { journal, texts, clock, add };
}

async function journalOf(...texts: readonly string[]): Promise<string> {
  const folder = useStateFolder();
  const { journal, add } = openJournal(folder);
  for (const text of texts) add(text);
  await journal.close();
  return folder;
}

async function textsIn(folder: string): Promise<readonly string[]> {
  const { journal, texts } = openJournal(folder);
  await journal.close();
  return texts;
}

test("finds everything again, in the order of writing", async () => {
  const folder = useStateFolder();
  const { journal, add } = openJournal(folder);
  add("one");
  add("two");
  await journal.settled();
  add("three");
  await journal.close();
  expect(await textsIn(folder)).toEqual(["one", "two", "three"]);
});

test("is busy from the first unwritten record until the disk has it", async () => {
  const { journal, clock, add } = openJournal(useStateFolder());
  add("one");
  expect(clock.busyWith()).toEqual(["journal"]);
  expect(journal.durableSequence).toBe(0);
  await journal.close();
  expect(journal.durableSequence).toBe(1);
  expect(clock.busyWith()).toEqual([]);
});

test("reads what earlier versions wrote, without seals", async () => {
  const folder = useStateFolder();
  writeFileSync(fileIn(folder), '{"n":1,"text":"one"}\n{"n":2,"text":"two"}\n');
  expect(await textsIn(folder)).toEqual(["one", "two"]);
});

test.for([
  { what: "half a record", tail: '{"n":2,"te' },
  { what: "a record without its end of line", tail: '{"n":2,"text":"torn"}' },
  { what: "a block of zeros", tail: "\0\0\0\0\n" },
  { what: "several lines of nothing", tail: "\0\0\n\0\n\0" },
])("cuts off a torn end: $what", async ({ tail }) => {
  const folder = await journalOf("one");
  appendFileSync(fileIn(folder), tail);
  const again = openJournal(folder);
  expect(again.texts).toEqual(["one"]);
  again.add("two");
  await again.journal.close();
  expect(await textsIn(folder)).toEqual(["one", "two"]);
});

test("keeps every record that is whole, wherever the file was cut, and goes on behind it", async () => {
  const written = ["one", "two", "drei ö", "four\nlines"];
  const whole = readFileSync(fileIn(await journalOf(...written)));
  for (let length = 0; length <= whole.length; length += 1) {
    const folder = useStateFolder();
    writeFileSync(fileIn(folder), whole.subarray(0, length));
    const lines = whole.subarray(0, length).filter((byte) => byte === 10).length;
    const { journal, texts, add } = openJournal(folder);
    expect(texts).toEqual(written.slice(0, lines));
    add("next");
    await journal.close();
    expect(await textsIn(folder)).toEqual([...written.slice(0, lines), "next"]);
  }
});

const damagedFiles = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.includes(".damaged"));

test("says where it is damaged in its middle, keeps that part aside, and loses nothing else", async () => {
  const folder = await journalOf("one", "two", "three");
  const lines = readFileSync(fileIn(folder), "utf8").split("\n");
  const start = Buffer.byteLength(`${lines[0]}\n`);
  writeFileSync(fileIn(folder), [lines[0], "what is this?", lines[2], ""].join("\n"));
  expect(() => openJournal(folder)).toThrow(
    `is damaged: 14 bytes from byte ${start} on are no record, number 2 is missing. What stood there is kept in ${fileIn(folder)}.damaged, everything else in the journal.`,
  );
  expect(readFileSync(`${fileIn(folder)}.damaged`, "utf8")).toBe("what is this?\n");
  const { journal, texts, add } = openJournal(folder);
  expect(texts).toEqual(["one", "three"]);
  add("four");
  await journal.close();
  expect(await textsIn(folder)).toEqual(["one", "three", "four"]);
});

test("notices a record that is missing", async () => {
  const folder = await journalOf("one", "two", "three");
  const lines = readFileSync(fileIn(folder), "utf8").split("\n");
  writeFileSync(fileIn(folder), [lines[0], lines[2], ""].join("\n"));
  expect(() => openJournal(folder)).toThrow(/is damaged: at byte \d+ number 2 is missing/);
  expect(await textsIn(folder)).toEqual(["one", "three"]);
});

test("keeps the parts of two damages apart", async () => {
  const folder = await journalOf("one", "two", "three");
  const damage = (): void => {
    const lines = readFileSync(fileIn(folder), "utf8").split("\n");
    writeFileSync(fileIn(folder), ["bad", ...lines.slice(1)].join("\n"));
    expect(() => openJournal(folder)).toThrow(/is damaged/);
  };
  damage();
  damage();
  expect(damagedFiles(folder)).toEqual(["journal.jsonl.damaged", "journal.jsonl.damaged-2"]);
  expect(await textsIn(folder)).toEqual(["two", "three"]);
});

test.for([
  { what: "as it was written", folds: false },
  { what: "folded", folds: true },
])("any bytes may go bad: the others are kept, and what went bad lies aside ($what)", async ({ folds }) => {
  const written = ["one", "two", "three", "four", "five"];
  const from = folds ? await foldedJournalOf(written) : await journalOf(...written);
  const whole = readFileSync(fileIn(from));
  const seed = 7;
  console.log(`seed ${seed}`);
  const change = fc.record({
    at: fc.nat({ max: whole.length - 1 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, bytes }) => {
      const folder = useStateFolder();
      const changed = Buffer.from(whole);
      changed.set(bytes.subarray(0, whole.length - at), at);
      writeFileSync(fileIn(folder), changed);
      const hit = linesHit(whole, changed);
      const kept = linesOf(whole).flatMap((line, place) => (hit.has(place) ? [] : textOf(line)));
      const damage = await textsIn(folder).then(
        () => "none",
        (error: unknown) => String(error),
      );
      const found = await textsIn(folder);
      expect(damage).toMatch(/^none$|is damaged/);
      expect(damagedFiles(folder)).toHaveLength(damage === "none" ? 0 : 1);
      expect(found).toEqual(kept);
    }),
    { seed, numRuns: 300 },
  );
});

const linesOf = (bytes: Buffer): readonly string[] => bytes.toString("utf8").trimEnd().split("\n");

const textOf = (line: string): readonly string[] => {
  const { text } = JSON.parse(line) as { text?: string };
  return text === undefined ? [] : [text];
};

/** The lines in which the two differ. A changed end of line hits the next line, too. */
function linesHit(whole: Buffer, changed: Buffer): ReadonlySet<number> {
  const hit = new Set<number>();
  let line = 0;
  for (const [place, byte] of whole.entries()) {
    if (byte !== changed[place]) hit.add(line);
    if (byte === 10) line += 1;
    if (byte === 10 && changed[place] !== 10) hit.add(line);
  }
  return hit;
}

const longText = "x".repeat(10_000);

/** Folded when it is opened, because it has grown by what has been forgotten since. */
async function foldedJournalOf(texts: readonly string[]): Promise<string> {
  const folder = await journalOf(...Array.from({ length: 40 }, () => longText), "forget", ...texts);
  expect(await textsIn(folder)).toEqual(texts);
  expect(statSync(fileIn(folder)).size).toBeLessThan(1_000);
  return folder;
}

test("shrinks to what is left when it is opened", async () => {
  const folder = await foldedJournalOf(["one", "two"]);
  const { journal, texts, add } = openJournal(folder);
  expect(texts).toEqual(["one", "two"]);
  expect(journal.lastSequence).toBe(43);
  expect(journal.append({ text: "three" })).toBe(44);
  add("four");
  await journal.close();
  expect(await textsIn(folder)).toEqual(["one", "two", "three", "four"]);
});

test("shrinks while it is used, without a record being lost or a number used twice", async () => {
  const folder = useStateFolder();
  const { journal, add } = openJournal(folder);
  let most = 0;
  for (let round = 1; round <= 30; round += 1) {
    for (let each = 0; each < 10; each += 1) add(longText);
    add("forget");
    add(`round ${round}`);
    // half of the rounds are folded while records wait to be written
    if (round % 2 === 0) await journal.settled();
    most = Math.max(most, statSync(fileIn(folder)).size);
  }
  expect(journal.lastSequence).toBe(360);
  await journal.close();
  expect(most).toBeLessThan(800_000);
  expect(await textsIn(folder)).toEqual(["round 30"]);
});

test("grows on when nothing can be left out", async () => {
  const texts = Array.from({ length: 100 }, (_each, place) => `${place} ${longText}`);
  const folder = await journalOf(...texts);
  expect(await textsIn(folder)).toEqual(texts);
  const size = statSync(fileIn(folder)).size;
  const { ino } = statSync(fileIn(folder));
  expect(await textsIn(folder)).toEqual(texts);
  expect(statSync(fileIn(folder))).toMatchObject({ size, ino });
});

test.for([0, 10, 1_000])(
  "a host killed while it folds leaves the journal as it was (%i bytes written)",
  async (bytes) => {
    const folder = await journalOf("one", "two");
    writeFileSync(`${fileIn(folder)}.new`, "x".repeat(bytes));
    expect(await textsIn(folder)).toEqual(["one", "two"]);
    expect(readdirSync(folder)).toEqual(["journal.jsonl"]);
  },
);

test("a folded state that is cut short is no torn end: it was whole before it became the journal", async () => {
  const folder = await foldedJournalOf(["one", "two"]);
  const size = statSync(fileIn(folder)).size;
  truncateSync(fileIn(folder), size - 5);
  expect(() => openJournal(folder)).toThrow(/is damaged/);
  expect(await textsIn(folder)).toEqual(["one"]);
});
