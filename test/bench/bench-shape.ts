export interface Bench {
  /** What it puts side by side, for the usage: several lines, indented by twelve blanks from the second on. */
  readonly about: string;
  /** The same seed measures the same work. `tell` shows a line to whoever waits. */
  measure(seed: string, tell: (line: string) => void): Promise<Measured>;
}

export interface Measured {
  /** Ours first; what stands beside `objections` is what --json writes. */
  readonly arms?: readonly object[];
  readonly bugs?: readonly object[];
  /** What is not as it should be: a figure that is not reached, a baseline that does not visibly lose. */
  readonly objections: readonly string[];
}
