import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { readJournal } from "./read-journal.ts";
import { foldedLine, partLine, recordLine } from "./record-line.ts";
import { replaceFile, syncFolder, writeAll } from "./replace-file.ts";
import { setAside } from "./set-aside.ts";
import type { Store, StoreOptions } from "./store.ts";

const syncData = promisify(fdatasync);

/** Grown by less than this, a journal is not worth folding. */
const leastGrowthBytes = 256 * 1024;

/**
 * Append-only file of JSON lines, each one transition that happens whole or not at all. Records written together
 * share one fdatasync, and time stands still until it is done. Once it has doubled, it is written anew as the state
 * that it comes to.
 */
export class Journal<Entry extends object> implements Store<Entry> {
  readonly #options: StoreOptions<Entry>;
  #file: number;
  #bytes: number;
  #foldedBytes: number;
  #lastSequence: number;
  #durableSequence: number;
  #unwritten: string[] = [];
  #waiters: { readonly sequence: number; readonly resolve: () => void }[] = [];
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: StoreOptions<Entry>) {
    const { file } = options;
    this.#options = options;
    mkdirSync(dirname(file), { recursive: true });
    // what a host left behind that was killed while it folded; the journal itself is whole
    rmSync(`${file}.new`, { force: true });
    const reading = readJournal(file, options.replay);
    if (reading.damages.length > 0) throw setAside(file, reading);
    if (reading.bytes.length > reading.wholeBytes) truncateSync(file, reading.wholeBytes);
    this.#bytes = reading.wholeBytes;
    this.#foldedBytes = reading.folded.bytes;
    this.#lastSequence = reading.lastSequence;
    this.#durableSequence = reading.lastSequence;
    this.#file = open(file);
    if (this.#isWorthFolding()) this.#fold();
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get durableSequence(): number {
    return this.#durableSequence;
  }

  append(entry: Entry): number {
    if (this.#isClosed) throw new Error("The host is stopping.");
    this.#lastSequence += 1;
    this.#unwritten.push(recordLine(this.#lastSequence, entry));
    this.#writing ??= this.#writeUnwritten();
    return this.#lastSequence;
  }

  async settled(): Promise<void> {
    const sequence = this.#lastSequence;
    if (this.#durableSequence >= sequence) return;
    await new Promise<void>((resolve) => {
      this.#waiters.push({ sequence, resolve });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    closeSync(this.#file);
  }

  async #writeUnwritten(): Promise<void> {
    const release = this.#options.clock.busy("journal");
    try {
      // records of the same turn of the event loop share the write
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      while (this.#unwritten.length > 0) await this.#writeBatch();
      this.#writing = undefined;
    } catch (error) {
      this.#options.onFailure(error);
    } finally {
      release();
    }
  }

  async #writeBatch(): Promise<void> {
    const sequence = this.#lastSequence;
    const bytes = Buffer.from(this.#unwritten.join(""));
    this.#unwritten = [];
    // to the page cache, which takes no time worth another thread
    writeAll(this.#file, bytes);
    await syncData(this.#file);
    this.#bytes += bytes.length;
    this.#isDurable(sequence);
    if (this.#isWorthFolding()) this.#fold();
  }

  #isDurable(sequence: number): void {
    this.#durableSequence = sequence;
    const waiters = this.#waiters;
    this.#waiters = waiters.filter((waiter) => waiter.sequence > sequence);
    for (const waiter of waiters) if (waiter.sequence <= sequence) waiter.resolve();
    this.#options.onDurable();
  }

  #isWorthFolding(): boolean {
    if (this.#options.fold === undefined) return false;
    return this.#bytes >= 2 * this.#foldedBytes + leastGrowthBytes;
  }

  /** The state has taken in everything appended, so what is not written yet is in it, too. Numbers go on. */
  #fold(): void {
    const { file, fold } = this.#options;
    const sequence = this.#lastSequence;
    const parts = [...(fold?.() ?? [])].map((part) => partLine(sequence, part));
    const lines = [foldedLine(sequence, parts.length), ...parts];
    this.#unwritten = [];
    replaceFile(file, lines);
    closeSync(this.#file);
    this.#file = open(file);
    this.#bytes = lines.reduce((bytes, line) => bytes + Buffer.byteLength(line), 0);
    this.#foldedBytes = this.#bytes;
    if (sequence > this.#durableSequence) this.#isDurable(sequence);
  }
}

function open(file: string): number {
  const isNew = !existsSync(file);
  const opened = openSync(file, "a");
  // a cut-off end must not come back, and a new file must not go
  fsyncSync(opened);
  if (isNew) syncFolder(dirname(file));
  return opened;
}
