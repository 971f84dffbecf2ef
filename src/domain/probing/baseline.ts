import type { Color } from "../environment/pair.ts";
import type { Verdict } from "./verdict.ts";

/** What Front Door counted at one origin over some settled minutes; its metrics lag by minutes. */
export interface OriginTraffic {
  readonly requests: number;
  readonly serverErrors: number;
  /** The average; null where none was told. */
  readonly latencyMs: number | null;
}

/** How the active environment did before the swap: what the candidate is compared with afterwards. */
export interface Baseline {
  readonly color: Color;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly verdict: Verdict["verdict"];
  /** The median of our own checks at its origin. */
  readonly latencyMs: number | null;
  readonly traffic: OriginTraffic | null;
}

/** Slower than this many times the baseline, and by this share of what the check allows, is a regression. */
const [timesSlower, shareOfAllowed] = [2, 0.5];

/** A verdict that also counts how much slower the candidate is; `allowedMs`: the strictest check's latencyMs. */
export function againstBaseline(verdict: Verdict, baseline: Baseline | null, allowedMs: number): Verdict {
  const before = baseline?.latencyMs ?? null;
  if (verdict.verdict !== "healthy" || before === null || verdict.latencyMs === null) return verdict;
  const bound = Math.max(before * timesSlower, before + allowedMs * shareOfAllowed);
  if (verdict.latencyMs <= bound) return verdict;
  const said = `answers take ${Math.round(verdict.latencyMs)} ms, the baseline was ${Math.round(before)} ms`;
  return { ...verdict, verdict: "unhealthy", evidence: [...verdict.evidence, said] };
}

export type Confirmation =
  | { readonly kind: "confirmed" }
  | { readonly kind: "contradicted"; readonly why: string }
  /** Missing data is never a pass. */
  | { readonly kind: "unknown"; readonly why: string };

/** Below this many requests a share of errors says nothing. */
const fewestRequests = 50;
/** This much more of the requests may fail than did at the active before the swap. */
const toleratedShare = 0.02;

/** What Front Door's own counts say to a verdict. `traffic` null: none could be read. */
export function confirmedBy(traffic: OriginTraffic | null, baseline: Baseline | null): Confirmation {
  if (traffic === null) return { kind: "unknown", why: "Front Door's metrics tell nothing about it" };
  // with hardly any users there is nothing to count: our own checks decide
  if (traffic.requests < fewestRequests) return { kind: "confirmed" };
  const before = baseline?.traffic ?? null;
  const usual = before === null || before.requests === 0 ? 0 : before.serverErrors / before.requests;
  const share = traffic.serverErrors / traffic.requests;
  if (share <= usual + toleratedShare) return { kind: "confirmed" };
  const said = `${percent(share)} of the users' requests fail there, ${percent(usual)} did before the swap`;
  return { kind: "contradicted", why: said };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
