import type { Keys } from "../../../src/local-host/http/keys.ts";
import type { Turn } from "./recording.ts";

/** A host under test: our own, or anybody's. */
export interface Subject {
  readonly baseUrl: string;
  readonly keys: Keys;
  /** Resolves when what was asked for has happened, as far as it can without waiting for time. */
  settle(): Promise<void>;
  /** Lets time go on until it fits, but not longer than so. */
  until(fits: () => Promise<boolean>, limitMs: number): Promise<boolean>;
  pass(ms: number): Promise<void>;
  /** What has crossed to Node so far; undefined: it cannot be seen from outside. */
  readonly turns?: () => readonly Turn[];
  /** Where the app notes what its triggers were called with; undefined: on another machine. */
  readonly scratch?: string;
  stop(): Promise<void>;
}
