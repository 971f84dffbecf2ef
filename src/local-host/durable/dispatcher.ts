import type { Clock } from "../clock.ts";

/** A piece of work and the journal record since which it can be done. */
export interface Work {
  readonly key: string;
  readonly sequence: number;
  /** Runs nothing of the app, but may wait for it: never counts as the one thing that runs. */
  readonly isOutside?: boolean;
  readonly run: () => Promise<void>;
}

/** Where work comes from. It stays there until a record of its end has taken it away. */
export interface WorkSource {
  /** How many may run at once. */
  readonly limit: number;
  /** It does nothing but decide what comes next, so it need not wait for the disk: what it decides waits. */
  readonly runsAhead?: boolean;
  /** It decides by what has come in by then; on a clock that somebody else moves, by all of that moment. */
  readonly waitsForTheRest?: boolean;
  size(): number;
  /** The oldest work that is not running. */
  next(isRunning: (key: string) => boolean): Work | undefined;
}

interface Sourced {
  readonly work: Work;
  readonly source: WorkSource;
}

export interface DispatcherOptions {
  readonly clock: Clock;
  readonly sources: readonly WorkSource[];
  /** Whether time can stand still: then one piece of work runs at a time, in the order of the journal. */
  readonly oneAtATime: boolean;
  /** Number of the last record that is on disk: nothing may begin before what it follows from is safe. */
  readonly durableSequence: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Runs work as soon as it may, and holds time still while there is any. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #running = new Map<string, WorkSource>();
  #runningInside = 0;
  #release: (() => void) | undefined;
  #isStopped = false;
  #whenIdle: (() => void) | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** To be called in the same breath as work appears or goes, so that time never slips in between. */
  update(): void {
    const isBusy = this.#options.sources.some((source) => source.size() > 0);
    if (isBusy) this.#release ??= this.#options.clock.busy("work that waits for its turn");
    if (isBusy) return;
    this.#release?.();
    this.#release = undefined;
  }

  /** Starts what may start now. */
  kick(): void {
    this.update();
    while (!this.#isStopped && this.#startOldest());
  }

  /** Starts nothing more and waits for what runs. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#running.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
    this.#release?.();
  }

  #startOldest(): boolean {
    if (this.#options.oneAtATime && this.#runningInside > 0) return false;
    const oldest = this.#oldest();
    if (oldest === undefined || !this.#mayStart(oldest)) return false;
    void this.#run(oldest.work, oldest.source);
    return true;
  }

  #mayStart({ work, source }: Sourced): boolean {
    return source.runsAhead === true || work.sequence <= this.#options.durableSequence();
  }

  #oldest(): Sourced | undefined {
    let oldest: Sourced | undefined;
    for (const source of this.#options.sources) {
      if (this.#countOf(source) >= source.limit) continue;
      const work = source.next((key) => this.#running.has(key));
      if (work === undefined || (oldest !== undefined && work.sequence > oldest.work.sequence)) continue;
      // one at a time: what waits for the disk is waited for, or the order would be the disk's
      if (this.#options.oneAtATime || this.#mayStart({ work, source })) oldest = { work, source };
    }
    return oldest;
  }

  #countOf(source: WorkSource): number {
    let count = 0;
    for (const runningOf of this.#running.values()) if (runningOf === source) count += 1;
    return count;
  }

  async #run(work: Work, source: WorkSource): Promise<void> {
    const inside = work.isOutside === true ? 0 : 1;
    this.#running.set(work.key, source);
    this.#runningInside += inside;
    const settled = source.waitsForTheRest === true ? this.#options.clock.settled?.() : undefined;
    if (settled !== undefined) await settled;
    const release = this.#options.clock.busy(work.key);
    try {
      await work.run();
    } catch (error) {
      this.#options.onFault(error);
    } finally {
      this.#running.delete(work.key);
      this.#runningInside -= inside;
      if (this.#running.size === 0) this.#whenIdle?.();
      this.kick();
      release();
    }
  }
}
