import type { Difference } from "./compare.ts";

export interface KnownDifference {
  /** `any`: wherever it occurs. */
  readonly scenario: string;
  /** `*` stands for any part of a place. */
  readonly place: string;
  readonly kind: "stack traces" | "host names" | "timing" | "Azure Storage alone";
  /** As `docs/host-fidelity.md` tells it. */
  readonly reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    scenario: "any",
    place: "*",
    kind: "stack traces",
    reason: "The lines of a stack trace name the files of one build; the text before them is compared.",
  },
  {
    scenario: "admin",
    place: "exchange * / body.id",
    kind: "host names",
    reason: "The id of a host is made from the name of its machine.",
  },
  {
    scenario: "rpc-endpoint",
    place: "exchange * / headers.location",
    kind: "host names",
    reason: "Production serves the SDK on a port of its own (17071); here it is the port of the host.",
  },
  {
    scenario: "rpc-endpoint",
    place: "exchange * / body.*Uri",
    kind: "host names",
    reason: "Production serves the SDK on a port of its own (17071); here it is the port of the host.",
  },
  {
    scenario: "start-http",
    place: "exchange 2 / *",
    kind: "timing",
    reason:
      "The instance started just before was still waiting in its queue, so its id was taken; here it has failed by then, and its id is used anew.",
  },
  {
    scenario: "cfg-timeout.fail",
    place: "exchange 2 / body.output.e.message",
    kind: "timing",
    reason:
      "Two activities reach the limit at the same moment; which one is told first is chance there, and the order of the calls here.",
  },
  {
    scenario: "cfg-timeout.fail",
    place: "exchange 2 / body.historyEvents[*",
    kind: "timing",
    reason: "The same two failures, in the other order.",
  },
  {
    scenario: "cfg-timeout.fail",
    place: "turn * (orchestrator timeouts) / *",
    kind: "timing",
    reason: "The same two failures come in one turn here, and in two turns there.",
  },
  {
    scenario: "duplicate-race",
    place: "concurrent answers*",
    kind: "Azure Storage alone",
    reason:
      "Its check for a running instance and the start that follows are two steps, so six of eight starts were told 202; here one start wins and the others are told 409.",
  },
  {
    scenario: "timers",
    place: "yearly[0].scheduleStatus.lastUpdated",
    kind: "Azure Storage alone",
    reason: "The recorded host found a status of this timer that an earlier start had stored.",
  },
];

export interface Judgement {
  readonly all: readonly Difference[];
  readonly unknown: readonly Difference[];
}

/** Tells what nobody has written down. */
export function judge(scenario: string, all: readonly Difference[]): Judgement {
  return { all, unknown: all.filter((difference) => covering(scenario, difference) === undefined) };
}

/** The line that has told of this difference. */
export const covering = (scenario: string, difference: Difference): KnownDifference | undefined =>
  knownDifferences.find((known) => {
    const isHere = known.scenario === "any" || known.scenario === scenario;
    const isKind = known.kind !== "stack traces" || difference.isOnlyStack;
    return isHere && isKind && patternOf(known.place).test(difference.place);
  });

const patternOf = (place: string): RegExp =>
  new RegExp(`^${place.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*")}$`);
