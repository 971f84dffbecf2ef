import type { Pair } from "../domain/environment/pair.ts";
import type { RouterName } from "./arguments.ts";
import type { Scenario } from "./scenario.ts";

/** What a scenario supposes of the pair that it is played on. */
export type Need = keyof typeof needs;

const needs = {
  profile: {
    isMet: ({ router }: Pair) => router.kind === "frontDoor",
    because: "it is about Front Door Standard or Premium, and the pair is on Front Door (classic)",
  },
  newest: {
    isMet: ({ versionPolicy }: Pair) => versionPolicy === "latest",
    because: 'it goes to the newest version, and the pair\'s versionPolicy is not "latest"',
  },
  stop: {
    isMet: ({ retire }: Pair) => retire === "stop",
    because: 'it is about stopping the previous cluster, and the pair says "retire": "keepRunning"',
  },
  kept: {
    isMet: ({ keepDays }: Pair) => keepDays > 0,
    because: "it goes back after the upgrade, and the pair says keepDays 0",
  },
  deployer: {
    isMet: ({ deployer }: Pair) => deployer.kind !== "none",
    because: "it builds a cluster, and with the deployer none nobody brings the workloads onto it",
  },
} as const;

/** Why that scenario cannot be played so; null: it can. */
export function misfitOf(scenario: Scenario, pair: Pair, router: RouterName): string | null {
  const unmet = (scenario.needs ?? []).map((need) => needs[need]).find(({ isMet }) => !isMet(pair));
  if (unmet !== undefined) return unmet.because;
  if (router === "route") return null;
  if (movesNobody.includes(scenario.expected.outcome))
    return `it moves no users, so --router ${router} would change nothing`;
  const played = scenario.pair?.(pair) ?? pair;
  return canLose[router](played) ? null : `--router ${router} ${unknownToIt[router]}`;
}

const movesNobody: readonly string[] = ["aborted", "failed", "refused"];

/** The pairs on which an arm does something else than the product. */
const canLose = {
  naive: ({ router }: Pair) => router.kind === "frontDoor" && router.mode === "route",
  impatient: ({ steps }: Pair) => steps.length === 1,
} as const;

const unknownToIt = {
  naive: 'writes routes, and users are moved here in another way than the mode "route"',
  impatient: "knows no steps, and users are moved here in several",
} as const;
