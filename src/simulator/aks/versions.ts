import type { SupportPlan } from "./owners-clusters.ts";

export interface OfferedVersion {
  readonly version: string;
  readonly isPreview: boolean;
}

/** The Kubernetes versions that the region offers. */
export interface Offer {
  all(): readonly OfferedVersion[];
  add(added: OfferedVersion): void;
  isOffered(version: string, plan: SupportPlan): boolean;
  plansOf(version: string): readonly SupportPlan[];
  /** "1.35" is the newest patch of that minor; a full version is itself. */
  resolve(version: string): string;
  /** Newer patches of the same minor, and all patches of the next one. */
  upgradesFrom(version: string, plan: SupportPlan): readonly OfferedVersion[];
}

export const defaultVersion = "1.35.5";

const atTheStart: readonly OfferedVersion[] = [
  ...["1.34.8", "1.34.9", "1.35.4", "1.35.5", "1.36.3", "1.36.4"].map((version) => ({
    version,
    isPreview: false,
  })),
  { version: "1.37.0", isPreview: true },
];

/** `longTermMinors`: those that one plan alone still has. */
export function createOffer(longTermMinors: readonly string[] = []): Offer {
  let offered = atTheStart;
  const plansOf = (version: string): readonly SupportPlan[] =>
    longTermMinors.includes(minorNameOf(version))
      ? ["AKSLongTermSupport"]
      : ["KubernetesOfficial", "AKSLongTermSupport"];
  return {
    all: () => offered,
    isOffered: (version, plan) =>
      offered.some((entry) => entry.version === version) && plansOf(version).includes(plan),
    plansOf,
    // A minor that becomes generally available is no preview any more, so its preview patches go.
    add: (added) => {
      const stays = (entry: OfferedVersion) =>
        entry.version !== added.version &&
        !(entry.isPreview && minorOf(entry.version) === minorOf(added.version));
      offered = [...offered.filter(stays), added].toSorted((a, b) => compareVersions(a.version, b.version));
    },
    resolve: (version) =>
      offered.findLast((entry) => entry.version.startsWith(`${version}.`))?.version ?? version,
    upgradesFrom: (version, plan) =>
      offered.filter(
        (entry) =>
          compareVersions(entry.version, version) > 0 &&
          minorOf(entry.version) <= minorOf(version) + 1 &&
          plansOf(entry.version).includes(plan),
      ),
  };
}

export const minorOf = (version: string): number => Number(version.split(".")[1] ?? 0);

export const minorNameOf = (version: string): string => version.split(".").slice(0, 2).join(".");

export function compareVersions(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}
