import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { HostError } from "../host-error.ts";
import type { Damage, Reading } from "./read-journal.ts";
import { foldedLine, lostLine } from "./record-line.ts";
import { replaceFile, syncFolder, writeSafely } from "./replace-file.ts";

/**
 * Keeps what cannot be read in a file of its own, and everything else in the journal. The host does not go on by
 * itself: somebody has to know that a part is missing, and starts it again.
 */
export function setAside(file: string, reading: Reading): HostError {
  const { bytes, damages } = reading;
  const keptIn = nameFor(file);
  const bad = damages.map(({ from, to }) => bytes.subarray(from, to));
  writeSafely(keptIn, bad);
  syncFolder(dirname(file));
  replaceFile(file, goodPieces(reading, basename(keptIn)));
  const places = damages.map((damage) => placeOf(damage));
  return new HostError(
    "JOURNAL_DAMAGED",
    `${file} is damaged: ${places.join("; ")}. What stood there is kept in ${keptIn}, everything else in the journal. Start the host again to go on without it; instances that it told of may repeat a step or stand still.`,
  );
}

function nameFor(file: string): string {
  const names = (function* () {
    yield `${file}.damaged`;
    for (let number = 2; ; number += 1) yield `${file}.damaged-${number}`;
  })();
  for (const name of names) if (!existsSync(name)) return name;
  return file;
}

function* goodPieces(
  { bytes, folded, damages, wholeBytes }: Reading,
  keptIn: string,
): Iterable<string | Uint8Array> {
  // it promises what is left
  if (folded.bytes > 0) yield foldedLine(folded.sequence, folded.found);
  let from = folded.headBytes;
  for (const damage of damages) {
    yield bytes.subarray(from, damage.from);
    from = damage.to;
    if (damage.lastMissing >= damage.firstMissing) yield lostLine(damage.lastMissing, keptIn);
  }
  yield bytes.subarray(from, wholeBytes);
}

function placeOf({ from, to, firstMissing, lastMissing }: Damage): string {
  const place = to > from ? `${to - from} bytes from byte ${from} on are no record` : `at byte ${from}`;
  if (lastMissing < firstMissing) return place;
  const numbers =
    lastMissing === firstMissing ? `${lastMissing} is` : `${firstMissing} to ${lastMissing} are`;
  return `${place}${to > from ? "," : ""} number ${numbers} missing`;
}
