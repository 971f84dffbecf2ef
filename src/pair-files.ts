import type { z } from "zod";
import type { Pair } from "./domain/environment/pair.ts";
import { faultsIn, type PairFault } from "./domain/environment/pair-faults.ts";
import { pairSchema } from "./pair-schema/schema.ts";

/** What a pair file says. Where it is at fault, the pair is there as far as the schema lets it through. */
export interface ReadPair {
  /** null: it does not even tell that. */
  readonly name: string | null;
  readonly pair: Pair | undefined;
  readonly faults: readonly PairFault[];
}

/** One pair file's text as a pair, with everything that is wrong in it. */
export function readPair(text: string): ReadPair {
  if (text.startsWith(unknownBytes)) return { name: null, pair: undefined, faults: [otherEncoding] };
  const hasMark = text.startsWith(byteOrderMark);
  const faults = hasMark ? [withMark] : [];
  let content: unknown;
  try {
    content = JSON.parse(hasMark ? text.slice(1) : text);
  } catch (error) {
    return { name: null, pair: undefined, faults: [...faults, notJson(error)] };
  }
  const parsed = pairSchema.safeParse(content);
  if (parsed.success) {
    const { $schema: _schema, ...pair } = parsed.data;
    return { name: pair.name, pair, faults: [...faults, ...faultsIn(pair)] };
  }
  const name = (content as { name?: unknown } | null)?.name;
  return {
    name: typeof name === "string" ? name : null,
    pair: undefined,
    faults: [...faults, ...parsed.error.issues.flatMap(schemaFaults)],
  };
}

/** Throws with file, path, problem and fix. */
export function parsePairFile(text: string, file: string): Pair {
  const { pair, faults } = readPair(text);
  if (pair !== undefined && faults.length === 0) return pair;
  throw new Error([`${file} is not a usable pair file:`, ...faults.map(faultText)].join("\n  "));
}

/** In one line. */
export const faultText = ({ path, problem, fix }: PairFault): string => `${path}: ${problem}. Fix: ${fix}.`;

export const wholeFile = "(whole file)";

const byteOrderMark = "\u{FEFF}";

const withMark: PairFault = {
  path: wholeFile,
  problem: "begins with a byte order mark, which JSON does not know",
  fix: 'save it as "UTF-8", not "UTF-8 with BOM"',
};

/** What UTF-8 makes of bytes that it does not know, such as the byte order mark of UTF-16. */
const unknownBytes = "\u{FFFD}";

const otherEncoding: PairFault = {
  path: wholeFile,
  problem: "is not UTF-8 text",
  fix: "save it as UTF-8; a shell may have written it as UTF-16",
};

const notJson = (error: unknown): PairFault => ({
  path: wholeFile,
  problem: `is not JSON: ${oneLine(error instanceof Error ? error.message : "unreadable")}`,
  fix: "correct the syntax",
});

/** One for each field, also where several unknown ones stand in one object. */
function schemaFaults(issue: z.core.$ZodIssue): readonly PairFault[] {
  const faultAt = (path: readonly PropertyKey[], message: string): PairFault => ({
    path: path.join(".") || wholeFile,
    problem: oneLine(message),
    fix: "correct it; docs/pair-file.md describes every field",
  });
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => faultAt([...issue.path, key], issue.message));
  const { message } = (issue.code === "invalid_key" ? issue.issues[0] : undefined) ?? issue;
  return [faultAt(issue.path, message)];
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
