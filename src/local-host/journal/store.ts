import type { Clock } from "../clock.ts";

/** Where the engine's records go. The journal is the one that is used; another one may be measured beside it. */
export interface Store<Entry> {
  readonly lastSequence: number;
  /** Number of the last record that is on disk. */
  readonly durableSequence: number;
  /** Gives the record its number. It is on disk once `settled()` says so. */
  append(entry: Entry): number;
  /** Resolves when everything appended so far is on disk. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions<Entry> {
  readonly file: string;
  readonly clock: Clock;
  /** Called with every record on disk, in order, before the store is open. */
  readonly replay: (entry: Entry, sequence: number) => void;
  /** Records that come to the same state as all so far. Absent: every record is kept. */
  readonly fold?: () => Iterable<Entry>;
  /** Called when more records have reached the disk: what they allow may begin. */
  readonly onDurable: () => void;
  /** The disk refused: nothing that has been promised can be kept. */
  readonly onFailure: (error: unknown) => void;
}

export type OpenStore<Entry> = (options: StoreOptions<Entry>) => Store<Entry>;
