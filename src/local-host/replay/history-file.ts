import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { RecordedHistory } from "./recorded-history.ts";

export const historyEnding = ".jsonl.br";

/** One history a line, packed: thousands of events that look alike. */
export function writeHistories(file: string, histories: readonly RecordedHistory[]): void {
  const text = Buffer.from(histories.map((history) => `${JSON.stringify(history)}\n`).join(""));
  const params = {
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  writeFileSync(file, brotliCompressSync(text, { params }));
}

export function readHistories(file: string): readonly RecordedHistory[] {
  const lines = brotliDecompressSync(readFileSync(file)).toString("utf8").split("\n");
  // a scenario in which nothing was let begin has no history
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as RecordedHistory);
}

/** Without those that differ from an earlier one only in their times and names: they would replay alike. */
export function distinct(histories: readonly RecordedHistory[]): readonly RecordedHistory[] {
  const first = new Map<string, RecordedHistory>();
  for (const history of histories) {
    const shape = shapeOf(history);
    if (!first.has(shape)) first.set(shape, history);
  }
  return [...first.values()];
}

function shapeOf({ id, executionId, parent, ...rest }: RecordedHistory): string {
  const names = [id, executionId, parent?.OrchestrationInstance.InstanceId ?? id];
  const text = JSON.stringify({ ...rest, parent: parent?.Name });
  const unnamed = names.reduce((left, name) => left.replaceAll(JSON.stringify(name), "…"), text);
  return unnamed.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "…").replaceAll(/"TaskScheduleId":\d+/g, "…");
}
