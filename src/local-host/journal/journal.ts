import { closeSync, fdatasync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { readJournal } from "./read-journal.ts";
import type { Store, StoreOptions } from "./store.ts";

const syncData = promisify(fdatasync);

/**
 * Append-only file of JSON lines, each one transition that happens whole or not at all. Records written together
 * share one fdatasync, and time stands still until it is done.
 */
export class Journal<Entry extends object> implements Store<Entry> {
  readonly #options: StoreOptions<Entry>;
  readonly #file: number;
  #lastSequence: number;
  #durableSequence: number;
  #unwritten: string[] = [];
  #waiters: { readonly sequence: number; readonly resolve: () => void }[] = [];
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: StoreOptions<Entry>) {
    this.#options = options;
    mkdirSync(dirname(options.file), { recursive: true });
    this.#lastSequence = readJournal(options.file, options.replay);
    this.#durableSequence = this.#lastSequence;
    this.#file = openSync(options.file, "a");
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
    this.#unwritten.push(`${JSON.stringify({ n: this.#lastSequence, ...entry })}\n`);
    this.#writing ??= this.#writeAll();
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

  async #writeAll(): Promise<void> {
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
    for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written);
    await syncData(this.#file);
    this.#durableSequence = sequence;
    const waiters = this.#waiters;
    this.#waiters = waiters.filter((waiter) => waiter.sequence > sequence);
    for (const waiter of waiters) if (waiter.sequence <= sequence) waiter.resolve();
    this.#options.onDurable();
  }
}
