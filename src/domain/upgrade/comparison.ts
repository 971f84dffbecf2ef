import type { Color } from "../environment/pair.ts";
import type { Difference } from "./difference.ts";

/** Both clusters of a pair as they are now, side by side. */
export interface Comparison {
  readonly pair: string;
  readonly active: Color;
  readonly candidate: Color;
  readonly differences: readonly Difference[];
  /** How many of them nothing explains. */
  readonly unexplained: number;
}

export const comparisonOf = (
  sides: Pick<Comparison, "pair" | "active" | "candidate">,
  differences: readonly Difference[],
): Comparison => ({ ...sides, differences, unexplained: unexplainedIn(differences).length });

const unexplainedIn = (differences: readonly Difference[]): readonly Difference[] =>
  differences.filter(({ why }) => why === null);

/** A journal is small: so many names of what nothing explains. */
const mostNamed = 20;

/** What an operation's journal keeps of a comparison: counts, and names only of what nothing explains. */
export interface Compared {
  readonly differences: number;
  readonly unexplained: number;
  readonly paths: readonly string[];
}

export const comparedOf = (differences: readonly Difference[]): Compared => ({
  differences: differences.length,
  unexplained: unexplainedIn(differences).length,
  paths: unexplainedIn(differences)
    .slice(0, mostNamed)
    .map(({ path }) => path),
});

/** For people: what nothing explains comes first and is marked. */
export function asText({ pair, active, candidate, differences, unexplained }: Comparison): string {
  const sorted = [...unexplainedIn(differences), ...differences.filter(({ why }) => why !== null)];
  const head = `${pair}: ${candidate} beside ${active}, which is active. ${differences.length} properties differ; ${unexplained} of them unexplained.`;
  const blocks = sorted.map(({ path, why, ...sides }) =>
    [
      `${why === null ? "!" : " "} ${path}`,
      `    ${active.padEnd(5)}  ${JSON.stringify(sides.active)}`,
      `    ${candidate.padEnd(5)}  ${JSON.stringify(sides.candidate)}`,
      `    why    ${why ?? "nothing explains it"}`,
    ].join("\n"),
  );
  return `${[head, ...blocks].join("\n\n")}\n`;
}
