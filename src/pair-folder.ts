import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pair } from "./domain/environment/pair.ts";
import { conflictsAmong, type PairFault } from "./domain/environment/pair-faults.ts";
import { faultText, readPair, wholeFile } from "./pair-files.ts";
import type { PairFiles } from "./workflow/ports.ts";

/** One file of the pairs folder. It can be used if nothing is wrong in it. */
export interface PairFile {
  readonly file: string;
  readonly name: string;
  readonly pair: Pair | undefined;
  readonly faults: readonly PairFault[];
}

/** All pairs of a folder, each for itself: those that can be used, and the rest with the reasons why not. */
export function readPairFiles(folder: string): PairFiles {
  const files = readPairFolder(folder);
  const pairs = files.flatMap(({ pair, faults }) =>
    pair !== undefined && faults.length === 0 ? [pair] : [],
  );
  const broken = files
    .filter(({ faults }) => faults.length > 0)
    .map(({ file, name, faults }) => ({ file, name, reasons: faults.map(faultText) }));
  return {
    list: () => pairs,
    find: (name) => pairs.find((pair) => pair.name === name),
    broken: () => broken,
  };
}

/** Every file alone, and against the others. */
export function readPairFolder(folder: string): readonly PairFile[] {
  const names = jsonFilesIn(folder);
  const files = names.map((file) => {
    const { name, ...read } = readOne(join(folder, file));
    // without a name in it, it is the file's
    return { file, name: name ?? file.replace(/\.json$/, ""), ...read };
  });
  const conflicts = conflictsAmong(
    files.flatMap(({ file, pair }) => (pair === undefined ? [] : [{ file, pair }])),
  );
  return files.map(({ faults, ...read }) => ({
    ...read,
    faults: [...faults, ...conflicts.filter(({ file }) => file === read.file).map(({ fault }) => fault)],
  }));
}

function jsonFilesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .toSorted();
  } catch (error) {
    const why = codeOf(error);
    throw new Error(`The folder of pair files, ${folder}, cannot be read (${why}). Fix: set PAIRS_FOLDER.`, {
      cause: error,
    });
  }
}

function readOne(path: string): ReturnType<typeof readPair> {
  try {
    return readPair(readFileSync(path, "utf8"));
  } catch (error) {
    const fault = {
      path: wholeFile,
      problem: `cannot be read (${codeOf(error)})`,
      fix: "make it a file that the app may read",
    };
    return { name: null, pair: undefined, faults: [fault] };
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? "unreadable";
