import type { Pair } from "../domain/environment/pair.ts";

/** How a scenario's pair differs from the one that is rehearsed. */
export type PairVariant = (pair: Pair) => Pair;

/** Where the soak is not what is rehearsed, twenty minutes of it show as much as an hour. */
export const shortSoak: PairVariant = (pair) => ({ ...pair, soakMinutes: Math.min(pair.soakMinutes, 20) });

/** One after the other. */
export const varied =
  (...variants: readonly PairVariant[]): PairVariant =>
  (pair) =>
    variants.reduce((changed, variant) => variant(changed), pair);

/** Five steps instead of one: between two of them there is watching enough. */
export const progressive: PairVariant = (pair) => ({ ...pair, steps: [5, 25, 50, 90, 100] });

/** A person lets each upgrade begin. */
export const approvedFirst: PairVariant = (pair) => ({
  ...pair,
  approvals: { ...pair.approvals, start: true, swap: false },
});

/** Origins that answer nobody but Front Door can be asked by way of the preview alone. */
export const previewOnly: PairVariant = (pair) => ({
  ...pair,
  checks: pair.checks.map((check) => ({ ...check, via: ["preview"] })),
});

/** Users are moved by priority in one group, which so many routes point to at least. */
export const byPriority =
  (routes: number): PairVariant =>
  (pair) => {
    const router = profileOf(pair);
    const [first = ""] = router.routeIds;
    const further = Array.from(
      { length: Math.max(0, routes - router.routeIds.length) },
      (_, at) => `${first}-${at + 2}`,
    );
    return {
      ...pair,
      steps: [100],
      router: {
        ...router,
        mode: "origin",
        routeIds: [...router.routeIds, ...further],
        sharedGroup: router.sharedGroup ?? "users",
      },
    };
  };

/** The same environments behind a Front Door (classic), which has no previews. */
export const behindClassic: PairVariant = (pair) => {
  if (pair.router.kind === "frontDoorClassic") return { ...pair, steps: [100] };
  const { profileId, originGroups, publicHost } = profileOf(pair);
  return {
    ...pair,
    steps: [100],
    router: {
      kind: "frontDoorClassic",
      frontDoorId: classicIdOf(profileId),
      routingRule: "users",
      backendPools: originGroups,
      publicHost,
    },
    checks: pair.checks.map((check) => ({ ...check, via: ["origin"] })),
  };
};

/** A Front Door (classic) beside the profile: same resource group, same name. */
export const classicIdOf = (profileId: string): string =>
  profileId.replace(/\/Microsoft\.Cdn\/profiles\//i, "/Microsoft.Network/frontDoors/");

/** Host names are records of a zone, which have to follow a rebuilt ingress. */
export const namedByDns: PairVariant = (pair) => {
  const { blue, green } = pair.environments;
  if (blue.address.kind === "dns" && green.address.kind === "dns") return pair;
  const group = blue.clusterId.slice(0, blue.clusterId.indexOf("/providers/"));
  const dns = (environment: typeof blue) => {
    const [record = "", ...zone] = environment.originHost.split(".");
    const recordSetId = `${group}/providers/Microsoft.Network/dnsZones/${zone.join(".")}/A/${record}`;
    return { ...environment, address: { kind: "dns" as const, recordSetId, service: "ingress/nginx" } };
  };
  return { ...pair, environments: { blue: dns(blue), green: dns(green) } };
};

function profileOf(pair: Pair) {
  if (pair.router.kind === "frontDoor") return pair.router;
  throw new TypeError("a Front Door (classic) has no profile");
}
