import { existsSync, readFileSync, truncateSync } from "node:fs";
import { HostError } from "../host-error.ts";

const newline = 10;

/**
 * Hands over every record and returns the number of the last one. A last line that is torn was never acknowledged
 * to anybody, so it is cut off; damage anywhere else is not ours to guess about.
 */
export function readJournal<Entry>(file: string, replay: (entry: Entry, sequence: number) => void): number {
  if (!existsSync(file)) return 0;
  const bytes = readFileSync(file);
  let sequence = 0;
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(newline, start);
    const record = end < 0 ? undefined : parseRecord<Entry>(bytes.toString("utf8", start, end));
    if (record === undefined) {
      const isLast = end < 0 || end === bytes.length - 1;
      if (!isLast) throw damaged(file, start, "is not a record");
      truncateSync(file, start);
      break;
    }
    if (record.sequence !== sequence + 1) {
      throw damaged(file, start, `carries number ${record.sequence} after ${sequence}`);
    }
    sequence = record.sequence;
    replay(record.entry, sequence);
    start = end + 1;
  }
  return sequence;
}

function parseRecord<Entry>(line: string): { entry: Entry; sequence: number } | undefined {
  try {
    const { n, ...entry } = JSON.parse(line) as { n: number } & Entry;
    return typeof n === "number" ? { entry: entry as Entry, sequence: n } : undefined;
  } catch {
    return undefined;
  }
}

const damaged = (file: string, offset: number, what: string): HostError =>
  new HostError(
    "JOURNAL_DAMAGED",
    `${file} is damaged: the line at byte ${offset} ${what}. Nothing was changed; restore the file, or move it away to start anew.`,
  );
