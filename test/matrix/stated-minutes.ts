import type { Cell } from "./cell.ts";
import { faultKinds, faultSentences, type FaultKind } from "./faults.ts";

interface Stated {
  /** The longest that users are on a sick environment while the other one is well. */
  readonly minutes: number;
  readonly why: string;
}

/** What goes wrong where: the pair record is lever and fence at once, so its blob is a case of its own. */
export interface StatedFault {
  readonly usual: Stated;
  readonly pairRecord: Stated;
  /** Of the route, once the previous environment has left the routed group: then there is no lever. */
  readonly lateRoute: Stated;
}

/** Without any fault: two bad looks, the lever, and the edges' own probes. */
export const statedWithoutFault: Stated = {
  minutes: 5,
  why: "two bad looks at their interval, the lever, then the edges' own probes",
};

const asUsual: Stated = { minutes: 5, why: "the next look, or the next try of the lever, is seconds away" };

const everywhere = (one: Stated): StatedFault => ({ usual: one, pairRecord: one, lateRoute: one });

const stated: Readonly<Record<FaultKind, StatedFault>> = {
  refusedOnce: everywhere(asUsual),
  refusedForAnHour: {
    usual: {
      minutes: 20,
      why: "whatever else is known decides: our own looks, or Front Door's counts, which lag by minutes",
    },
    pairRecord: {
      minutes: 70,
      why: "nobody can be told to be the owner, and the gate is closed by that very record: the lever works when it can be written again",
    },
    lateRoute: {
      minutes: 70,
      why: "only a write of the route is left: to the minutes while retiring comes that hour",
    },
  },
  refusedForGood: {
    usual: { minutes: 20, why: "as for an hour: nothing is decided by one source alone" },
    pairRecord: {
      minutes: Infinity,
      why: "without its own storage the app can do nothing, the durable runtime included: give the identity its role back",
    },
    lateRoute: {
      minutes: Infinity,
      why: "only a write of the route is left: give the identity its role back",
    },
  },
  throttled: {
    usual: {
      minutes: 12,
      why: "Azure's five minutes are waited out only where nothing else tells the same, and the ten in which a stop may be on its way only where nobody can tell",
    },
    pairRecord: { minutes: 10, why: "the five minutes that were asked for" },
    lateRoute: { minutes: 10, why: "the five minutes that were asked for" },
  },
  timeoutWithEffect: everywhere(asUsual),
  timeoutWithout: everywhere(asUsual),
  absent: everywhere(asUsual),
  garbage: everywhere(asUsual),
  staleByTenMinutes: {
    usual: { minutes: 15, why: "what was true ten minutes ago is believed at most once" },
    pairRecord: asUsual,
    lateRoute: asUsual,
  },
  afterThreeTimers: everywhere(asUsual),
  answerLost: everywhere(asUsual),
};

/** Where one blob refuses for good so do all of them, and the durable runtime's, too: it is one account. */
const isOwnStorage = (site: string): boolean => /^(records|journals|claimed|operations)\./.test(site);

const isPairRecord = (site: string, kind: FaultKind): boolean =>
  kind === "refusedForGood" ? isOwnStorage(site) : site.startsWith("records.");

/** Without any other fault, once retiring has begun to take the previous environment out of the routed group. */
export const statedWhileRetiring: Stated = {
  minutes: 25,
  why: "the lever has nothing to fall back to, so it is the write of the route alone, and that has to spread: 20 minutes here, up to 45 by Azure's documentation",
};

/** After the owner has died: who takes over has never seen the router, and has to be started. */
const statedOfStranger: Readonly<Record<string, Readonly<Partial<Record<FaultKind, Stated>>>>> = {
  "router.read": {
    refusedForAnHour: {
      minutes: 70,
      why: "whoever takes over knows the router only by reading it: to the minutes comes that hour",
    },
    refusedForGood: {
      minutes: Infinity,
      why: "whoever takes over knows the router only by reading it: give the identity its role back",
    },
  },
  "operations.start": {
    refusedForAnHour: {
      minutes: 70,
      why: "whoever takes over is an instance, too, and the durable runtime starts none for that hour",
    },
  },
};

/** Our own looks and Front Door's probes both refused for good: nobody can tell that the way back is well. */
const statedBlind: Stated = {
  minutes: Infinity,
  why: "no side is known to be good, so a person is asked",
};

const isBlind = (faults: Cell["faults"]): boolean =>
  ["prober.probe", "traffic.originHealth"].every((eye) =>
    faults.some(({ site, kind }) => site === eye && kind === "refusedForGood"),
  );

/** How long users may be on the sick side in this story. */
export function minutesFor({ faults, candidate, operation }: Cell): number {
  if (isBlind(faults)) return statedBlind.minutes;
  const each = faults.map(({ site, kind }) => {
    if (isPairRecord(site, kind)) return stated[kind].pairRecord.minutes;
    const isLate = site === "router.begin" && candidate === "retiring";
    const ofStranger = operation === "takeOver" ? statedOfStranger[site]?.[kind] : undefined;
    return (ofStranger ?? (isLate ? stated[kind].lateRoute : stated[kind].usual)).minutes;
  });
  const base = candidate === "retiring" ? statedWhileRetiring.minutes : statedWithoutFault.minutes;
  // what two faults cost adds up
  return each.reduce((sum, one) => sum + one - statedWithoutFault.minutes, base);
}

const deeds: Readonly<Record<string, string>> = {
  "router.read": "reads the router",
  "operations.start": "starts an instance",
};

/** The table of docs/way-back.md. */
export function statedRows(): readonly string[] {
  const said = (minutes: number): string => (minutes === Infinity ? "until it is mended" : `${minutes} min`);
  const row = (first: string, { minutes, why }: Stated): string => `| ${first} | ${said(minutes)} | ${why} |`;
  return [
    row("nothing", statedWithoutFault),
    row("nothing, while retiring", statedWhileRetiring),
    ...faultKinds.map((kind) => row(`a call ${faultSentences[kind]}`, stated[kind].usual)),
    row("… of the pair record, for an hour", stated.refusedForAnHour.pairRecord),
    row("… of the pair record, for good", stated.refusedForGood.pairRecord),
    row("… that writes the route, for an hour, while retiring", stated.refusedForAnHour.lateRoute),
    row("… that writes the route, for good, while retiring", stated.refusedForGood.lateRoute),
    ...Object.entries(statedOfStranger).flatMap(([site, kinds]) =>
      Object.entries(kinds).map(([kind, one]) =>
        row(
          `… that ${deeds[site] ?? site} ${kind === "refusedForGood" ? "for good" : "for an hour"}, and the owner has died`,
          one,
        ),
      ),
    ),
    row("our own looks and Front Door's probes, both for good", statedBlind),
  ];
}
