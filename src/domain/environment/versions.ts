import type { VersionPolicy } from "./pair.ts";

/** A patch version that the region lets clusters be created on or upgraded to. */
export interface Offered {
  readonly version: string;
  readonly isPreview: boolean;
}

interface Parsed {
  readonly major: number;
  readonly minor: number;
  /** Absent in an alias such as 1.36. */
  readonly patch: number | undefined;
}

function parse(version: string): Parsed | undefined {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?$/.exec(version);
  if (match === null) return undefined;
  const [, major, minor, patch] = match;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? undefined : Number(patch),
  };
}

/** Below zero when `a` is older. An alias without a patch counts as its patch 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  if (left === undefined || right === undefined) return a.localeCompare(b);
  return left.major - right.major || left.minor - right.minor || (left.patch ?? 0) - (right.patch ?? 0);
}

/** `1.36` of `1.36.4`. */
export function minorOf(version: string): string {
  const parsed = parse(version);
  return parsed === undefined ? version : `${parsed.major}.${parsed.minor}`;
}

/** How many minors `to` is above `from`; 0 where it is not. */
export function minorsBetween(from: string, to: string): number {
  const [low, high] = [parse(from), parse(to)];
  if (low === undefined || high === undefined || low.major !== high.major) return 0;
  return Math.max(0, high.minor - low.minor);
}

export const isVersion = (text: string): boolean => parse(text) !== undefined;

const newest = (versions: readonly string[]): string | undefined => versions.toSorted(compareVersions).at(-1);

const generallyAvailable = (offered: readonly Offered[]): readonly string[] =>
  offered.filter((one) => !one.isPreview).map((one) => one.version);

const minorsOf = (versions: readonly string[]): readonly string[] =>
  [...new Set(versions.map(minorOf))].toSorted(compareVersions);

const newestPatch = (minor: string, versions: readonly string[]): string | undefined =>
  newest(versions.filter((version) => minorOf(version) === minor));

export type Target =
  | { readonly kind: "target"; readonly version: string }
  | { readonly kind: "notOffered"; readonly wanted: string; readonly offered: readonly string[] };

/** The version to reach. Previews are never chosen and never accepted. */
export function resolveTarget(policy: VersionPolicy, offered: readonly Offered[]): Target {
  const available = generallyAvailable(offered);
  const minors = minorsOf(available);
  const wanted = typeof policy === "string" ? policy : policy.pinned;
  const version = versionFor(wanted, minors, available);
  return version === undefined
    ? { kind: "notOffered", wanted, offered: available.toSorted(compareVersions) }
    : { kind: "target", version };
}

function versionFor(
  wanted: string,
  minors: readonly string[],
  available: readonly string[],
): string | undefined {
  if (wanted === "latest") return newestPatch(minors.at(-1) ?? "", available);
  if (wanted === "n-1") return newestPatch(minors.at(-2) ?? "", available);
  if (parse(wanted)?.patch === undefined) return newestPatch(wanted, available);
  return available.find((version) => version === wanted);
}

/**
 * Every stop on the way up: the newest patch of each minor in between, then the target itself. AKS skips no
 * minor, and a version older than the start is no hop.
 */
export function hopsBetween(from: string, target: string, offered: readonly Offered[]): readonly string[] {
  const available = generallyAvailable(offered);
  const between = minorsOf(available).filter(
    (minor) => compareVersions(minor, minorOf(from)) > 0 && compareVersions(minor, minorOf(target)) < 0,
  );
  const stops = between.flatMap((minor) => newestPatch(minor, available) ?? []);
  return compareVersions(target, from) > 0 ? [...stops, target] : [];
}

/**
 * Where an absent candidate is created: on the active's version while clusters can still be created on it,
 * else on the oldest offered version above it; `target` goes straight there.
 */
export function buildVersion(
  policy: { buildAt: "active" | "target"; active: string; target: string },
  offered: readonly Offered[],
): string {
  if (policy.buildAt === "target") return policy.target;
  const available = generallyAvailable(offered);
  if (available.includes(policy.active)) return policy.active;
  const above = available.filter((version) => compareVersions(version, policy.active) > 0);
  return above.toSorted(compareVersions)[0] ?? policy.target;
}
