import type { Offered } from "./versions.ts";
import { minorOf } from "./versions.ts";

/** What a cluster pays for; ARM's words. */
export const supportPlans = ["KubernetesOfficial", "AKSLongTermSupport"] as const;

export type SupportPlan = (typeof supportPlans)[number];

/**
 * When AKS ends support of each minor version, by plan: the last day of the month that the table in
 * learn.microsoft.com/azure/aks/supported-kubernetes-versions names. No Azure API tells these dates 30 days
 * ahead, so the table ships with the product; docs/support-calendar.md says how it is refreshed.
 */
export const supportCalendar = {
  asOf: "2026-08-05",
  endOfSupport: {
    KubernetesOfficial: {
      "1.32": "2026-03-31",
      "1.33": "2026-07-31",
      "1.34": "2026-11-30",
      "1.35": "2027-03-31",
      "1.36": "2027-06-30",
      "1.37": "2027-10-31",
    },
    AKSLongTermSupport: {
      "1.32": "2027-03-31",
      "1.33": "2027-07-31",
      "1.34": "2027-11-30",
    },
  },
} as const satisfies {
  asOf: string;
  endOfSupport: Readonly<Record<SupportPlan, Readonly<Record<string, string>>>>;
};

const dayMs = 86_400_000;

/** It is refreshed with each new minor, about every four months; a calendar older than this has missed one. */
const stalesAfterDays = 180;

/** What of the calendar cannot be relied on: a minor of the region that it lacks, or its age at that time (ISO 8601). */
export function calendarFaults(offered: readonly Offered[], at: string | null): readonly string[] {
  const { asOf, endOfSupport } = supportCalendar;
  const known = new Set(Object.values(endOfSupport).flatMap((dates) => Object.keys(dates)));
  const available = offered.filter(({ isPreview }) => !isPreview).map(({ version }) => minorOf(version));
  const lacking = [...new Set(available)].filter((minor) => !known.has(minor));
  const ageDays = at === null ? 0 : (Date.parse(at) - Date.parse(asOf)) / dayMs;
  return [
    ...(lacking.length === 0
      ? []
      : [
          `The support calendar of ${asOf} has no end of support for ${lacking.join(", ")}, which the region offers.`,
        ]),
    ...(ageDays > stalesAfterDays
      ? [
          `The support calendar is of ${asOf}, more than ${stalesAfterDays} days ago: its dates may have changed.`,
        ]
      : []),
  ];
}

export type SupportState =
  | { readonly kind: "supported"; readonly until: string }
  | { readonly kind: "ending"; readonly until: string }
  | { readonly kind: "ended"; readonly until: string | null }
  | { readonly kind: "unknown" };

/** `nowMs`: milliseconds since the epoch. What the region no longer offers counts as ended, whatever the calendar says. */
export function supportOf(
  { version, supportPlan }: { readonly version: string; readonly supportPlan: SupportPlan },
  when: { nowMs: number; deadlineDays: number },
  offered: readonly Offered[],
): SupportState {
  const minor = minorOf(version);
  const dates: Readonly<Record<string, string>> = supportCalendar.endOfSupport[supportPlan];
  const until = dates[minor];
  if (!offered.some((one) => minorOf(one.version) === minor)) return { kind: "ended", until: until ?? null };
  if (until === undefined) return { kind: "unknown" };
  // support lasts through the whole of its last day
  const endsMs = Date.parse(`${until}T00:00:00Z`) + dayMs;
  if (when.nowMs >= endsMs) return { kind: "ended", until };
  return when.nowMs >= endsMs - when.deadlineDays * dayMs
    ? { kind: "ending", until }
    : { kind: "supported", until };
}
