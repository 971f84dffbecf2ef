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

export type SupportState =
  | { readonly kind: "supported"; readonly until: string }
  | { readonly kind: "ending"; readonly until: string }
  | { readonly kind: "ended"; readonly until: string | null }
  | { readonly kind: "unknown" };

const dayMs = 86_400_000;

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
