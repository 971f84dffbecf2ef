/** One thing to do at a time. */
interface Entry {
  readonly dueMs: number;
  readonly rank: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** What is due when, in the order of due time, then rank. A heap; cancelled entries are dropped when they surface. */
export class Agenda {
  readonly #heap: Entry[] = [];

  add(dueMs: number, rank: number, fire: () => void): () => void {
    const entry: Entry = { dueMs, rank, fire, cancelled: false };
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    return () => {
      entry.cancelled = true;
    };
  }

  nextDueMs(): number | undefined {
    while (this.#heap[0]?.cancelled === true) this.#takeFirst();
    return this.#heap[0]?.dueMs;
  }

  /** Fires everything due by `nowMs`, also what is added meanwhile. */
  fireDue(nowMs: number): void {
    for (let due = this.nextDueMs(); due !== undefined && due <= nowMs; due = this.nextDueMs()) {
      this.#takeFirst()?.fire();
    }
  }

  #takeFirst(): Entry | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #rise(from: number): void {
    for (let child = from; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfLater(parent, child)) return;
      child = parent;
    }
  }

  #sink(from: number): void {
    for (let parent = from; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const child = this.#isLater(left, right) ? right : left;
      if (!this.#swapIfLater(parent, child)) return;
      parent = child;
    }
  }

  #swapIfLater(first: number, second: number): boolean {
    const [one, other] = [this.#heap[first], this.#heap[second]];
    if (one === undefined || other === undefined || !this.#isLater(first, second)) return false;
    this.#heap[first] = other;
    this.#heap[second] = one;
    return true;
  }

  #isLater(first: number, second: number): boolean {
    const [one, other] = [this.#heap[first], this.#heap[second]];
    if (one === undefined || other === undefined) return false;
    return one.dueMs > other.dueMs || (one.dueMs === other.dueMs && one.rank > other.rank);
  }
}
