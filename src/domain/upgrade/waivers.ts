import { warning, type Finding } from "./findings.ts";

/**
 * The findings that somebody may take upon themself: what comes of them is a building that fails, with users where they
 * are. Never the layout, the gates and probes, which are the way back; never a copy that would take what is the
 * active's; never a target that is not there. A new finding cannot be waived until it stands here and in the schema.
 */
export type Waivable = "QUOTA_SHORT" | "SIZE_RESTRICTED" | "SIZE_NOT_IN_ZONE" | "SUBNET_FULL" | "LOCKED";

/** A blocking finding that the pair's owners want to go on in spite of. */
export interface Waiver {
  readonly code: Waivable;
  /** Only for this one; without it for all. */
  readonly resource?: string | undefined;
  readonly reason: string;
  /** The last day on which it counts, such as 2027-01-31. */
  readonly expires: string;
}

/** What is waived becomes a warning that says why and until when. `at`: when it is asked, ISO 8601; null: nobody knows. */
export function withWaivers(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  at: string | null,
): readonly Finding[] {
  const today = at?.slice(0, 10);
  const hasExpired = ({ expires }: Waiver): boolean => today !== undefined && today > expires;
  const counted = waivers.filter((waiver) => !hasExpired(waiver));
  const told = findings.map((finding) => {
    const waiver = counted.find((one) => fits(one, finding));
    return waiver === undefined ? finding : waived(finding, waiver);
  });
  // one whose finding is gone as well is only litter
  const missed = waivers.filter(
    (waiver) =>
      hasExpired(waiver) && told.some((finding) => finding.severity === "blocking" && fits(waiver, finding)),
  );
  return [...told, ...missed.map((waiver) => expired(waiver))];
}

const fits = ({ code, resource }: Waiver, finding: Finding): boolean =>
  finding.severity === "blocking" &&
  finding.code === code &&
  (resource === undefined || resource.toLowerCase() === finding.resource.toLowerCase());

const waived = (finding: Finding, { reason, expires }: Waiver): Finding => ({
  ...finding,
  severity: "warning",
  message: `${finding.message} The pair file waives this until ${expires}: ${reason}`,
});

const expired = ({ code, resource, reason, expires }: Waiver): Finding =>
  warning("WAIVER_EXPIRED", resource ?? code, {
    message: `The pair file's waiver of ${code} (${reason}) counted until ${expires}.`,
    fix: `Mend what ${code} tells of; or give waivers in the pair file a later expires for it, and deploy.`,
  });
