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
  why: "two bad looks at their interval, the lever, then the edges' own probes; while it retires a look a minute",
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
      minutes: 65,
      why: "nobody can be told to be the owner, and the gate is closed by that very record: the lever works when it can be written again",
    },
    lateRoute: { minutes: 90, why: "only a write of the route is left, and it has to spread" },
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
    usual: { minutes: 10, why: "Azure's five minutes are waited out only where nothing else tells the same" },
    pairRecord: { minutes: 10, why: "the five minutes that were asked for" },
    lateRoute: { minutes: 35, why: "the five minutes that were asked for, and the spreading" },
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

/** Journals, claimed pairs and the durable runtime live in the same account, but are no part of the lever. */
const isPairRecord = (site: string): boolean => site.startsWith("records.");

/** How long users may be on the sick side in this story. */
export function minutesFor({ faults, candidate }: Cell): number {
  const each = faults.map(({ site, kind }) => {
    if (isPairRecord(site)) return stated[kind].pairRecord.minutes;
    const isLate = site === "router.begin" && candidate === "retiring";
    return (isLate ? stated[kind].lateRoute : stated[kind].usual).minutes;
  });
  // what two faults cost adds up
  return faults.length === 0 ? statedWithoutFault.minutes : each.reduce((sum, one) => sum + one, 0);
}

/** The table of docs/way-back.md. */
export function statedRows(): readonly string[] {
  const said = (minutes: number): string => (minutes === Infinity ? "until it is mended" : `${minutes} min`);
  const row = (first: string, { minutes, why }: Stated): string => `| ${first} | ${said(minutes)} | ${why} |`;
  return [
    row("nothing", statedWithoutFault),
    ...faultKinds.map((kind) => row(`a call ${faultSentences[kind]}`, stated[kind].usual)),
    row("… of the pair record, for an hour", stated.refusedForAnHour.pairRecord),
    row("… of the pair record, for good", stated.refusedForGood.pairRecord),
    row("… that writes the route, for an hour, while retiring", stated.refusedForAnHour.lateRoute),
    row("… that writes the route, for good, while retiring", stated.refusedForGood.lateRoute),
  ];
}
