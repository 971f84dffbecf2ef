import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Subject } from "./subject.ts";

/** What the app has noted of the calls of its triggers. */
export function seen({ scratch }: Subject, file: "eg.jsonl" | "tick.jsonl"): readonly unknown[] {
  if (scratch === undefined || !existsSync(join(scratch, file))) return [];
  const lines = readFileSync(join(scratch, file), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as unknown);
}
