import type { Draw } from "../joints.ts";

/**
 * Medians in minutes. Azure publishes no figures; these are field reports (Azure/AKS#1439 for creation,
 * aks-engine#1980 and Azure/AKS#2881 for node upgrades) rounded down for today's service.
 */
const medianMinutes = {
  create: 8,
  controlPlane: 8,
  poolPerNode: 3,
  start: 4,
  stop: 2,
  tags: 0.2,
  delete: 4,
  fluxWrite: 1,
  fluxCompliance: 3,
  fluxAfterStart: 2,
} as const;

const sigma = 0.35;
const mostTimesMedian = 4;

export type Duration = keyof typeof medianMinutes;

/** Log-normal, so with a heavy tail, cut at four times the median. Milliseconds. */
export function durationMs(draw: Draw, what: Duration, on: { resourceId: string; times?: number }): number {
  const u = Math.max(draw(`${what} u`, on.resourceId), 1e-9);
  const v = draw(`${what} v`, on.resourceId);
  const normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  const factor = Math.min(mostTimesMedian, Math.exp(sigma * normal));
  return Math.round(medianMinutes[what] * factor * (on.times ?? 1) * 60_000);
}
