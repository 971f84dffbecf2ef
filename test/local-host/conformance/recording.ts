import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** What a real host has answered; the fields are those of the recorded files. */
export interface Recording {
  /** The name of the file, without its ending. */
  readonly name: string;
  readonly description: string;
  readonly exchanges: readonly (Exchange | Note)[];
  readonly concurrentAnswers?: readonly { readonly status: number; readonly body: unknown }[];
  readonly turns: readonly Turn[];
  /** Settings of host.json where they are not the usual ones. */
  readonly hostConfig?: Readonly<Record<string, unknown>>;
  readonly seenByFunction?: readonly unknown[];
}

export interface Exchange {
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
  readonly note?: string;
}

/** Such as "NOT TERMINAL after 7000 ms". */
export interface Note {
  readonly note: string;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON. */
  readonly body: unknown;
}

/** One call into Node. */
export interface Turn {
  readonly kind: "orchestrator" | "activity" | "entity";
  readonly function: string;
  readonly instanceId: string;
  readonly trigger: unknown;
  /** null: the call was cut off. */
  readonly response: unknown;
  readonly triggerMetadata?: unknown;
}

const folder = join(import.meta.dirname, "recordings");

export const recordings: readonly Recording[] = readdirSync(folder)
  .toSorted()
  .map((file) => {
    const recording = JSON.parse(readFileSync(join(folder, file), "utf8")) as Partial<Recording>;
    return {
      description: "",
      exchanges: [],
      turns: [],
      ...recording,
      name: basename(file, ".json"),
    };
  });

export const isExchange = (entry: Exchange | Note): entry is Exchange => "request" in entry;
