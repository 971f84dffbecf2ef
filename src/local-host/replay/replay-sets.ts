import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { AppHere } from "../app/load-app.ts";
import type { Difference } from "./difference.ts";
import { historyEnding, readHistories } from "./history-file.ts";
import { replayWith } from "./replay-history.ts";

export interface HistoryFile {
  /** Of the app that the histories come from. */
  readonly version: string;
  readonly scenario: string;
  readonly path: string;
}

export interface FoundDifference extends Difference {
  readonly instance: string;
  readonly orchestrator: string;
}

/** `<folder>/<version>/<scenario>.jsonl.br`: a set of histories for each version of the app. */
export function historyFilesIn(folder: string): readonly HistoryFile[] {
  const versions = readdirSync(folder).toSorted();
  return versions.flatMap((version) =>
    readdirSync(join(folder, version))
      .filter((name) => name.endsWith(historyEnding))
      .toSorted()
      .map((name) => ({
        version,
        scenario: basename(name, historyEnding),
        path: join(folder, version, name),
      })),
  );
}

export async function replayFile(app: AppHere, { path }: HistoryFile): Promise<readonly FoundDifference[]> {
  const replay = replayWith(app);
  const found: FoundDifference[] = [];
  for (const history of readHistories(path)) {
    const difference = await replay(history);
    if (difference !== undefined) {
      found.push({ ...difference, instance: history.id, orchestrator: history.name });
    }
  }
  return found;
}

export function differenceText(
  { version, scenario }: HistoryFile,
  { instance, orchestrator, step, message }: FoundDifference,
): string {
  const where = step === null ? "" : `, step ${step}`;
  return `${version} ${scenario}, ${instance} (${orchestrator})${where}: ${message}`;
}
