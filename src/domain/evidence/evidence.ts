/** Something that was seen, and when. Everything that may decide is one of these: a fact without its time is worth nothing. */
export interface Evidence<Fact> {
  readonly fact: Fact;
  /** ISO 8601. */
  readonly takenAt: string;
}

/**
 * Which decision takes which evidence, and how many seconds old that may be. `verdict`: on the environment that users
 * go to or are on; `wayBack`: on the one they would be taken to; `probes`: Front Door's own health probes of it.
 */
export const goodForSeconds = {
  swap: { proof: 600, baseline: 1_800 },
  share: { verdict: 300, arrival: 600 },
  endSoak: { verdict: 300, arrival: 600 },
  retire: { verdict: 300, arrival: 600 },
  stop: { quiet: 600 },
  takeBack: { probes: 300, wayBack: 120 },
} as const;

export type Decision = keyof typeof goodForSeconds;

/** Three ways to know nothing, and each is told as what it is; none of them is "go". */
export type Weighed<Fact> =
  | { readonly kind: "fresh"; readonly fact: Fact }
  | { readonly kind: "missing" | "expired"; readonly why: string };

/** What evidence is worth for one decision at one moment (`now`: ISO 8601). */
export function weigh<Of extends Decision, Fact>(
  use: { readonly decision: Of; readonly what: keyof (typeof goodForSeconds)[Of] & string },
  evidence: Evidence<Fact> | null | undefined,
  now: string,
): Weighed<Fact> {
  const { decision, what } = use;
  if (evidence === null || evidence === undefined) return { kind: "missing", why: `there is no ${what}` };
  const limits: Readonly<Record<string, number>> = goodForSeconds[decision];
  const ageSeconds = (Date.parse(now) - Date.parse(evidence.takenAt)) / 1000;
  // a time that cannot be read gives NaN, which is not young either
  return ageSeconds <= (limits[what] ?? 0)
    ? { kind: "fresh", fact: evidence.fact }
    : {
        kind: "expired",
        why: `the ${what} is of ${evidence.takenAt}, and ${decision} takes none older than ${limits[what] ?? 0} s`,
      };
}
