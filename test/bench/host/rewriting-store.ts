import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { JournalRecord } from "../../../src/local-host/durable/records.ts";
import type { Store, StoreOptions } from "../../../src/local-host/journal/store.ts";

interface Numbered {
  readonly n: number;
  readonly record: JournalRecord;
}

/**
 * What one would do without thinking: a document for each instance, which holds its whole history and is read,
 * extended and written back at each transition. As safe as the journal: written beside, synced, renamed.
 */
export function openRewritingStore(options: StoreOptions<JournalRecord>): Store<JournalRecord> {
  const folder = `${options.file}.documents`;
  mkdirSync(folder, { recursive: true });
  const all = readdirSync(folder).flatMap((name) => readDocument(join(folder, name)));
  for (const { record, n } of all.toSorted((one, other) => one.n - other.n)) options.replay(record, n);
  let last = all.reduce((most, { n }) => Math.max(most, n), 0);
  return {
    get lastSequence() {
      return last;
    },
    get durableSequence() {
      return last;
    },
    append: (record) => {
      last += 1;
      const file = join(folder, `${encodeURIComponent(documentOf(record))}.json`);
      writeDocument(folder, file, [...readDocument(file), { n: last, record }]);
      setImmediate(options.onDurable);
      return last;
    },
    settled: async () => Promise.resolve(),
    close: async () => Promise.resolve(),
  };
}

function readDocument(file: string): readonly Numbered[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as readonly Numbered[]) : [];
}

function writeDocument(folder: string, file: string, history: readonly Numbered[]): void {
  const beside = `${file}.new`;
  const written = openSync(beside, "w");
  writeFileSync(written, JSON.stringify(history));
  fdatasyncSync(written);
  closeSync(written);
  renameSync(beside, file);
  const directory = openSync(folder, "r");
  fsyncSync(directory);
  closeSync(directory);
}

/** Whose history the record belongs to. */
function documentOf(record: JournalRecord): string {
  if ("id" in record) return record.id;
  if ("to" in record) return record.to;
  if ("instanceId" in record) return record.instanceId;
  if ("activity" in record) return record.activity.split("|")[0] ?? "";
  return record.kind;
}
