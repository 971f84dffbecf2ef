import { crc32 } from "node:zlib";

/** What one line of a journal says; `n` is the number of the record. */
export type Line<Entry> =
  | { readonly kind: "record"; readonly n: number; readonly entry: Entry }
  /** Everything up to record `n` is folded into as many parts, which follow. */
  | { readonly kind: "folded"; readonly n: number; readonly parts: number }
  | { readonly kind: "part"; readonly n: number; readonly entry: Entry }
  /** The records up to `n` were damaged; they lie in that file. */
  | { readonly kind: "lost"; readonly n: number; readonly keptIn: string };

export const recordLine = (n: number, entry: object): string => sealed(JSON.stringify({ n, ...entry }));

export const partLine = (n: number, entry: object): string =>
  sealed(JSON.stringify({ n, part: true, ...entry }));

export const foldedLine = (n: number, parts: number): string => sealed(JSON.stringify({ n, parts }));

export const lostLine = (n: number, keptIn: string): string => sealed(JSON.stringify({ n, keptIn }));

/** Without it a changed digit would go unnoticed. */
const sealed = (text: string): string => `{"c":"${sumOf(text)}",${text.slice(1)}\n`;

const sumOf = (text: string | Uint8Array): string => crc32(text).toString(16).padStart(8, "0");

const sealLength = '{"c":"00000000",'.length;

/** undefined: it is none, or not what was written. */
export function parseLine<Entry>(bytes: Buffer): Line<Entry> | undefined {
  const text = bytes.toString("utf8");
  if (!isWhole(text)) return undefined;
  try {
    const { c: _seal, ...rest } = JSON.parse(text) as Record<string, unknown>;
    return lineOf<Entry>(rest);
  } catch {
    return undefined;
  }
}

/** Journals of earlier versions have no seals. */
function isWhole(text: string): boolean {
  if (text.startsWith('{"n":')) return true;
  const seal = /^\{"c":"([0-9a-f]{8})",/.exec(text)?.[1];
  return seal !== undefined && sumOf(`{${text.slice(sealLength)}`) === seal;
}

function lineOf<Entry>({ n, part, ...entry }: Record<string, unknown>): Line<Entry> | undefined {
  if (typeof n !== "number") return undefined;
  if (part === true) return { kind: "part", n, entry: entry as Entry };
  const { parts, keptIn } = entry;
  if (typeof parts === "number") return { kind: "folded", n, parts };
  if (typeof keptIn === "string") return { kind: "lost", n, keptIn };
  return { kind: "record", n, entry: entry as Entry };
}
