import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { FoldedState, JournalRecord } from "./records.ts";
import type { DurableState } from "./state.ts";

/** Longer ones are packed: nearly all of a journal is the history of what has ended, which is rarely read again. */
const longestPlainText = 1_024;

/** The state as records that make it again, with its order: what has been purged is in none. */
export function* foldState(state: DurableState): Iterable<JournalRecord> {
  for (const [map, entries] of Object.entries(state) as [keyof DurableState, Map<string, unknown>][]) {
    for (const [key, value] of entries) yield { kind: "folded", map, key, ...folded(value) };
  }
}

export function unfold(state: DurableState, { map, key, text, packed }: FoldedState): void {
  const json = text ?? inflateRawSync(Buffer.from(packed ?? "", "base64")).toString("utf8");
  (state[map] as Map<string, unknown>).set(key, JSON.parse(json, reviveMap));
}

function folded(value: unknown): Pick<FoldedState, "text" | "packed"> {
  const text = JSON.stringify(value, markMap);
  if (text.length <= longestPlainText) return { text };
  return { packed: deflateRawSync(text, { level: 1 }).toString("base64") };
}

const mark = "entries of a map";

const markMap = (_key: string, value: unknown): unknown =>
  value instanceof Map ? { [mark]: [...(value as ReadonlyMap<unknown, unknown>)] } : value;

function reviveMap(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !(mark in value)) return value;
  return new Map(value[mark] as [unknown, unknown][]);
}
