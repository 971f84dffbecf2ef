import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Whoever is killed in between finds the old file or the new one, whole. */
export function replaceFile(file: string, pieces: Iterable<string | Uint8Array>): void {
  const beside = `${file}.new`;
  writeSafely(beside, pieces);
  renameSync(beside, file);
  syncFolder(dirname(file));
}

export function writeSafely(file: string, pieces: Iterable<string | Uint8Array>): void {
  const opened = openSync(file, "w");
  try {
    for (const piece of pieces) writeAll(opened, typeof piece === "string" ? Buffer.from(piece) : piece);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** The system may take less than it is given. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}

/** A file's name is only safe once its folder is. */
export function syncFolder(folder: string): void {
  // folders cannot be opened there, and need not be
  if (process.platform === "win32") return;
  const opened = openSync(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
