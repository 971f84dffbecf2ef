import type { Difference } from "./compare.ts";

export interface KnownDifference {
  /** `any`: wherever it occurs. */
  readonly scenario: string;
  /** `*` stands for any part of a place. */
  readonly place: string;
  readonly kind: "stack traces" | "host names" | "timing" | "Azure Storage alone";
  /** As `docs/host-fidelity.md` tells it. */
  readonly reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    scenario: "any",
    place: "*",
    kind: "stack traces",
    reason: "The lines of a stack trace name the files of that build.",
  },
];

export interface Judgement {
  readonly all: readonly Difference[];
  readonly unknown: readonly Difference[];
}

/** Tells what nobody has written down. */
export function judge(scenario: string, all: readonly Difference[]): Judgement {
  return { all, unknown: all.filter((difference) => covering(scenario, difference) === undefined) };
}

export const covering = (scenario: string, difference: Difference): KnownDifference | undefined =>
  knownDifferences.find((known) => {
    const isHere = known.scenario === "any" || known.scenario === scenario;
    const isKind = known.kind !== "stack traces" || difference.isOnlyStack;
    return isHere && isKind && patternOf(known.place).test(difference.place);
  });

const patternOf = (place: string): RegExp =>
  new RegExp(`^${place.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*")}$`);
