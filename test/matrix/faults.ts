/** What can go wrong with one call to the outside. */
export const faultKinds = [
  "refusedOnce",
  "refusedForAnHour",
  "refusedForGood",
  "throttled",
  "timeoutWithEffect",
  "timeoutWithout",
  "absent",
  "garbage",
  "staleByTenMinutes",
  "afterThreeTimers",
  "answerLost",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** In an operator's words. */
export const faultSentences: Readonly<Record<FaultKind, string>> = {
  refusedOnce: "is refused once (503)",
  refusedForAnHour: "is refused for an hour (503), and so is every one like it",
  refusedForGood: "is refused for good (403), and so is every one like it",
  throttled: "is answered 429 with Retry-After 300, and so is every one like it until then",
  timeoutWithEffect: "times out, but has done what it was asked",
  timeoutWithout: "times out and has done nothing",
  absent: "finds nothing there",
  garbage: "is answered by nonsense",
  staleByTenMinutes: "is answered by what was true ten minutes ago",
  afterThreeTimers: "is answered only after the next three timers",
  answerLost: "has done what it was asked when the host dies, so the step is taken again",
};

/** One thing that goes wrong: the n-th call of one kind, and with some kinds those after it. */
export interface Fault {
  /** Port and method, such as `router.read`. */
  readonly site: string;
  /** From 1, counted from where the played operation begins. */
  readonly nth: number;
  readonly kind: FaultKind;
}

type Access = "read" | "write" | "look";

/**
 * Every door to the outside that a fault can meet. A `look` never throws: what cannot be made says so in its answer.
 * `faults`: what beside refusals, timeouts and slowness can happen there.
 */
export const sites: Readonly<
  Record<string, { readonly access: Access; readonly faults: readonly FaultKind[] }>
> = {
  "clusters.find": { access: "read", faults: ["absent", "garbage", "staleByTenMinutes"] },
  "clusters.offeredVersions": { access: "read", faults: ["absent", "garbage"] },
  "clusters.upgradeTargets": { access: "read", faults: ["absent", "garbage"] },
  "clusters.planCopy": { access: "read", faults: [] },
  "clusters.beginCopy": { access: "write", faults: [] },
  "clusters.compare": { access: "read", faults: [] },
  "clusters.planAttached": { access: "read", faults: [] },
  "clusters.lackingAttached": { access: "read", faults: [] },
  "clusters.beginCopyAttached": { access: "write", faults: [] },
  "clusters.beginStart": { access: "write", faults: [] },
  "clusters.beginStop": { access: "write", faults: [] },
  "clusters.beginUpgradeControlPlane": { access: "write", faults: [] },
  "clusters.beginUpgradePool": { access: "write", faults: [] },
  "clusters.beginHoldCapacity": { access: "write", faults: [] },
  "clusters.beginRestoreAutoUpgrade": { access: "write", faults: [] },
  "clusters.beginRestoreCapacity": { access: "write", faults: [] },
  "clusters.beginTag": { access: "write", faults: [] },
  "clusters.poll": { access: "read", faults: ["absent", "garbage"] },
  "router.read": { access: "read", faults: ["absent", "garbage", "staleByTenMinutes"] },
  "router.begin": { access: "write", faults: [] },
  "router.poll": { access: "read", faults: ["absent", "garbage"] },
  "router.inspect": { access: "read", faults: ["garbage"] },
  "router.writersSince": { access: "read", faults: ["absent", "garbage"] },
  "gates.ask": { access: "look", faults: ["absent", "garbage", "staleByTenMinutes"] },
  "addresses.read": { access: "read", faults: ["absent", "garbage"] },
  "addresses.write": { access: "write", faults: [] },
  "identities.list": { access: "read", faults: ["absent", "garbage"] },
  "identities.write": { access: "write", faults: [] },
  "identities.remove": { access: "write", faults: [] },
  "deployer.begin": { access: "write", faults: [] },
  "deployer.state": { access: "read", faults: ["absent", "garbage", "staleByTenMinutes"] },
  "deployer.poll": { access: "read", faults: ["absent", "garbage"] },
  "prober.probe": { access: "look", faults: ["garbage"] },
  "traffic.perMinute": { access: "read", faults: ["absent", "garbage", "staleByTenMinutes"] },
  "traffic.perOrigin": { access: "read", faults: ["absent", "garbage", "staleByTenMinutes"] },
  "traffic.originHealth": { access: "read", faults: ["absent", "garbage", "staleByTenMinutes"] },
  // blobs are read as they were written last, or not at all
  "records.read": { access: "read", faults: ["garbage"] },
  "records.write": { access: "write", faults: [] },
  "journals.read": { access: "read", faults: ["garbage"] },
  "journals.newest": { access: "read", faults: ["garbage"] },
  "journals.list": { access: "read", faults: ["garbage"] },
  "journals.append": { access: "write", faults: [] },
  "journals.notice": { access: "write", faults: [] },
  "claimed.read": { access: "read", faults: ["garbage"] },
  "claimed.keep": { access: "write", faults: [] },
  "operations.start": { access: "write", faults: [] },
  "operations.startWatch": { access: "write", faults: [] },
  "operations.send": { access: "write", faults: [] },
  "operations.terminate": { access: "write", faults: [] },
  "operations.instance": { access: "read", faults: ["garbage"] },
};

const everywhere: readonly FaultKind[] = [
  "refusedOnce",
  "refusedForAnHour",
  "refusedForGood",
  "throttled",
  "timeoutWithout",
  "afterThreeTimers",
  "answerLost",
];

export function faultsAt(site: string): readonly FaultKind[] {
  const known = sites[site];
  if (known === undefined) return [];
  return [
    ...everywhere,
    ...(known.access === "write" ? (["timeoutWithEffect"] as const) : []),
    ...known.faults,
  ];
}

export const isWrite = (site: string): boolean => sites[site]?.access === "write";
