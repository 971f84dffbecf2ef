import type { Knowledge } from "./knowledge.ts";

/** A write on its way to an edge. */
export interface Arrival {
  readonly atMs: number;
  readonly learn: (known: Knowledge) => Knowledge;
}

/** What an edge knows from one moment on. */
export interface Lesson {
  readonly atMs: number;
  readonly knowledge: Knowledge;
}

/** The writes that one edge has not learnt yet. */
export interface Arrivals {
  expect(arrival: Arrival): void;
  /** Nothing that arrives from now on is applied. */
  stopLearning(): void;
  /** What was missed counts no more: this is what it learns instead. */
  learnAgain(arrival: Arrival): void;
  /** Takes what has arrived until then, in the order of the times, each on top of the one before. */
  take(toMs: number, known: Knowledge): readonly Lesson[];
}

export function createArrivals(): Arrivals {
  let expected: readonly Arrival[] = [];
  let isLearning = true;
  return {
    expect: (arrival) => void (expected = [...expected, arrival]),
    stopLearning: () => void (isLearning = false),
    learnAgain(arrival) {
      isLearning = true;
      expected = [arrival];
    },
    take(toMs, known) {
      const due = isLearning ? expected.filter((arrival) => arrival.atMs <= toMs) : [];
      expected = expected.filter((arrival) => !due.includes(arrival));
      let knowledge = known;
      return due
        .toSorted((a, b) => a.atMs - b.atMs)
        .map(({ atMs, learn }) => {
          knowledge = learn(knowledge);
          return { atMs, knowledge };
        });
    },
  };
}
