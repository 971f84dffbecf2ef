/** What one region offers. `isPreview` belongs to a minor. */
export interface Offer {
  readonly version: string;
  readonly isPreview: boolean;
}

const atTheStart: readonly Offer[] = [
  ...["1.34.8", "1.34.9", "1.35.4", "1.35.5", "1.36.3", "1.36.4"].map((version) => ({
    version,
    isPreview: false,
  })),
  { version: "1.37.0", isPreview: true },
];

const defaultVersion = "1.35.5";

export const partsOf = (version: string): readonly number[] => version.split(".").map(Number);

export const minorOf = (version: string): string => partsOf(version).slice(0, 2).join(".");

export function compare(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  const differing = [0, 1, 2].find((index) => (left[index] ?? 0) !== (right[index] ?? 0));
  return differing === undefined ? 0 : (left[differing] ?? 0) - (right[differing] ?? 0);
}

/** The region's list: what can be created, and what can follow what. */
export class Versions {
  private offers: readonly Offer[] = atTheStart;

  offer(version: string, isPreview: boolean): void {
    const others = this.offers.filter(
      (one) => one.version !== version && !(one.isPreview && minorOf(one.version) === minorOf(version)),
    );
    this.offers = [...others, { version, isPreview }].toSorted((a, b) => compare(a.version, b.version));
  }

  /** An alias such as 1.35 means the newest offered patch. */
  resolve(wanted: string): string | undefined {
    if (partsOf(wanted).length > 2) return this.offers.find((one) => one.version === wanted)?.version;
    return this.offers.filter((one) => minorOf(one.version) === wanted).at(-1)?.version;
  }

  /** Newer patches of the same minor and every patch of the next one. */
  after(version: string): readonly Offer[] {
    const [major = 0, minor = 0] = partsOf(version);
    return this.offers.filter((one) => {
      const [otherMajor, otherMinor = 0] = partsOf(one.version);
      return (
        otherMajor === major &&
        (otherMinor === minor || otherMinor === minor + 1) &&
        compare(one.version, version) > 0
      );
    });
  }

  all(): readonly Offer[] {
    return this.offers;
  }

  /** The body of `kubernetesVersions`: minors, each with its patches and where they may go. */
  body(): object {
    const minors = [...new Set(this.offers.map((one) => minorOf(one.version)))];
    return {
      values: minors.map((minor) => {
        const patches = this.offers.filter((one) => minorOf(one.version) === minor);
        return {
          version: minor,
          isDefault: minor === minorOf(defaultVersion),
          isPreview: patches.every((one) => one.isPreview),
          capabilities: { supportPlan: ["KubernetesOfficial", "AKSLongTermSupport"] },
          patchVersions: Object.fromEntries(
            patches.map(({ version }) => [
              version,
              { upgrades: this.after(version).map((one) => one.version) },
            ]),
          ),
        };
      }),
    };
  }
}
