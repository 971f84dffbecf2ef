import { existsSync, readFileSync } from "node:fs";
import { parseLine, type Line } from "./record-line.ts";

/** Where the journal does not go on as it should. */
export interface Damage {
  /** The bytes that are no line of this journal; none, when lines are missing. */
  readonly from: number;
  readonly to: number;
  /** The numbers of the records that are missing; none: the last is smaller than the first. */
  readonly firstMissing: number;
  readonly lastMissing: number;
}

export interface Reading {
  readonly bytes: Buffer;
  readonly lastSequence: number;
  /** The state that the journal begins with. */
  readonly folded: Folded;
  /** Where the last whole line ends; behind it there is only what was torn while it was written. */
  readonly wholeBytes: number;
  readonly damages: readonly Damage[];
}

export interface Folded {
  /** How much of the file it takes. */
  bytes: number;
  /** How many bytes of that are the line that promises it. */
  headBytes: number;
  /** The number of the last record that is in it. */
  sequence: number;
  promised: number;
  found: number;
}

interface Place {
  sequence: number;
  wholeBytes: number;
  isBehindFolded: boolean;
  readonly folded: Folded;
  readonly damages: Damage[];
}

const newline = 10;

/** Hands over every record in order. What follows a damage is read all the same: nothing else is to be lost. */
export function readJournal<Entry>(file: string, replay: (entry: Entry, sequence: number) => void): Reading {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const folded: Folded = { bytes: 0, headBytes: 0, sequence: 0, promised: 0, found: 0 };
  const place: Place = { sequence: 0, wholeBytes: 0, isBehindFolded: false, folded, damages: [] };
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(newline, start);
    // torn
    if (end < 0) break;
    const line = parseLine<Entry>(bytes.subarray(start, end));
    if (line !== undefined && leadsOn(line, place)) {
      take(line, place, { start, end: end + 1 });
      if ("entry" in line) replay(line.entry, line.n);
    }
    start = end + 1;
  }
  if (!place.isBehindFolded) leaveFolded(place, bytes.length);
  const { sequence: lastSequence, wholeBytes, damages } = place;
  return { bytes, lastSequence, folded, wholeBytes, damages };
}

/** Any other line is none of this journal's. */
function leadsOn<Entry>(line: Line<Entry>, { sequence, wholeBytes, isBehindFolded }: Place): boolean {
  switch (line.kind) {
    case "folded":
      return wholeBytes === 0;
    case "part":
      return !isBehindFolded && (sequence === 0 || line.n === sequence);
    case "lost":
      return line.n >= sequence;
    case "record":
      return line.n > sequence;
    default:
      return line satisfies never;
  }
}

function take<Entry>(line: Line<Entry>, place: Place, { start, end }: { start: number; end: number }): void {
  const { folded } = place;
  const isFolded = line.kind === "folded" || line.kind === "part";
  if (!isFolded && !place.isBehindFolded) leaveFolded(place, start);
  const lastMissing = line.kind === "record" ? line.n - 1 : place.sequence;
  noteDamage(place, { to: start, lastMissing });
  if (line.kind === "folded") Object.assign(folded, { promised: line.parts, headBytes: end });
  if (line.kind === "part") folded.found += 1;
  if (isFolded) Object.assign(folded, { sequence: line.n, bytes: end });
  place.sequence = line.n;
  place.wholeBytes = end;
}

function noteDamage(place: Place, { to, lastMissing }: { to: number; lastMissing: number }): void {
  const { wholeBytes: from, sequence } = place;
  if (to === from && lastMissing <= sequence) return;
  place.damages.push({ from, to, firstMissing: sequence + 1, lastMissing });
  place.wholeBytes = to;
}

/** The folded state was whole on disk before it became the journal, so it is never torn. */
function leaveFolded(place: Place, start: number): void {
  const { folded, wholeBytes: from, sequence } = place;
  place.isBehindFolded = true;
  if (folded.found >= folded.promised) return;
  place.damages.push({ from, to: start, firstMissing: sequence + 1, lastMissing: sequence });
  place.wholeBytes = start;
}
