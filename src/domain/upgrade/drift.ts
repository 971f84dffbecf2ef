import type { Color } from "../environment/pair.ts";

/** What people and tools set of a cluster, and what it runs; nothing that moves by itself or that an operation writes. */
export interface ClusterForm {
  /** The running patch version of the control plane. */
  readonly version: string;
  /** Each leaf as JSON, by its path below `properties` of the cluster's body; node pools go by their names. */
  readonly settings: Readonly<Record<string, string>>;
}

/** One property that somebody else has changed; null: it was, or is, not there. */
export interface Drift {
  readonly color: Color;
  readonly path: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** More are not told: they end up in the journal, and the first say whose hand it was. */
const mostTold = 8;
const longestValue = 80;

export function driftOf(color: Color, known: ClusterForm, found: ClusterForm): readonly Drift[] {
  const [before, now] = [leavesOf(known), leavesOf(found)];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((path) => before[path] !== now[path])
    .slice(0, mostTold)
    .map((path) => ({ color, path, from: told(before[path]), to: told(now[path]) }));
}

/** The version is told first: it is what AKS changes by itself. */
const leavesOf = ({ version, settings }: ClusterForm): ClusterForm["settings"] => ({
  currentKubernetesVersion: version,
  ...settings,
});

const told = (value: string | undefined): string | null =>
  value === undefined ? null : value.slice(0, longestValue);

/** `blue: networkProfile.podCidr "10.0.0.0/16" → "10.1.0.0/16"` */
export const driftInWords = (drifts: readonly Drift[]): string =>
  drifts
    .map(({ color, path, from, to }) => `${color}: ${path} ${from ?? "absent"} → ${to ?? "absent"}`)
    .join("; ");
