import type { Draw } from "../joints.ts";

// Azure promises no durations; the medians are of the size that public field reports name (Azure/AKS#1439).
const medianMinutes = {
  create: 8,
  upgrade: 8,
  poolUpgradePerNode: 3,
  update: 1,
  start: 4,
  stop: 2,
  delete: 3,
  tags: 0.2,
  fluxCreate: 1,
  fluxCompliance: 3,
  fluxReturn: 2,
};

export type Lasting = keyof typeof medianMinutes;

const spread = 0.25;
const longest = 4;

/** Log-logistic around the median: close to log-normal, with the heavier tail that operations at Azure have. */
export function drawDurationMs(draw: Draw, what: Lasting, resourceId: string): number {
  const chance = Math.min(Math.max(draw(what, resourceId), 0.001), 0.999);
  const factor = Math.min((chance / (1 - chance)) ** spread, longest);
  return Math.round(medianMinutes[what] * factor * 60) * 1000;
}
