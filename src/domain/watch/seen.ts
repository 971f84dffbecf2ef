import { otherColor, type Color, type VerdictPolicy } from "../environment/pair.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { againstBaseline, confirmedBy, type Baseline, type OriginTraffic } from "../probing/baseline.ts";
import type { Sample, Verdict } from "../probing/verdict.ts";
import {
  arrivalAt,
  propagationMinutes,
  settledAfterMinutes,
  shareOf,
  type TrafficMinute,
  type TrafficShare,
} from "../swap/traffic.ts";
import type { Position } from "../upgrade/commands.ts";
import type { Outcome } from "../upgrade/phases.ts";
import type { Move, WatchReport, WatchSeen } from "./report.ts";
import { verdictIn, withSample } from "./window.ts";

/** What one look has seen; null: that part could not be read. */
export interface Seen {
  readonly owner: "us" | "other" | "former" | "nobody" | null;
  readonly runs: "running" | "ended" | "dead" | null;
  readonly story: StoryTold | null;
  readonly router: { readonly active: Color | null; readonly print: string } | null;
  readonly samples: Readonly<Record<Color, Sample>>;
  readonly minutes: readonly TrafficMinute[] | null;
  readonly counted: OriginTraffic | null;
  /** What answered under the users' own name; null: nobody asked. */
  readonly atPublicName: Sample["outcome"] | null;
}

export interface StoryTold {
  readonly position: Position;
  readonly outcome: Outcome | null;
  readonly move: Move | null;
}

/** What the watch keeps between its looks: the newest of everything, each with its time. */
export interface WatchMemory {
  readonly samples: Readonly<Record<Color, readonly Sample[]>>;
  readonly owner: Seen["owner"];
  readonly runs: Seen["runs"];
  readonly story: StoryTold | null;
  readonly router: WatchReport["router"];
  readonly traffic: TrafficShare | null;
  readonly arrival: WatchReport["arrival"];
  readonly counted: Evidence<OriginTraffic> | null;
  /** ISO 8601: when the metrics were asked last. */
  readonly metricsAt: string | null;
  readonly turned: WatchReport["turned"];
  /** ISO 8601: since when the story takes users back. */
  readonly backSince: string | null;
  /** ISO 8601: the last look. */
  readonly at: string;
}

export const nothingSeen: WatchMemory = {
  samples: { blue: [], green: [] },
  owner: null,
  runs: null,
  story: null,
  router: null,
  traffic: null,
  arrival: null,
  counted: null,
  metricsAt: null,
  turned: null,
  backSince: null,
  at: "",
};

/** By what a watch judges; the same for its whole life. */
export interface WatchTerms {
  readonly candidate: Color;
  readonly policy: VerdictPolicy;
  /** How the environment that users left did before; null where it was sick. */
  readonly baseline: Baseline | null;
  /** The strictest check's latencyMs. */
  readonly allowedMs: number;
  readonly expectsTraffic: boolean;
  /** Users leave a side that was sick or gone: it is no way back unless it is seen well. */
  readonly isEscape: boolean;
}

const nothing: Omit<Seen, "samples"> = {
  owner: null,
  runs: null,
  story: null,
  router: null,
  minutes: null,
  counted: null,
  atPublicName: null,
};

/** The memory after one look; `seen` null: it was not answered, so all of it is unknown. */
export function remember(
  memory: WatchMemory,
  terms: WatchTerms,
  { seen, at, askedMetrics }: { seen: Seen | null; at: string; askedMetrics: boolean },
): WatchMemory {
  // whose pair it is and whether the story lives is only good for this look
  const { owner, runs, router, minutes, counted, ...look } = seen ?? nothing;
  const story = look.story ?? memory.story;
  return {
    ...memory,
    at,
    samples: withSamples(memory, terms, { seen, at }),
    owner,
    runs,
    story,
    router: newer(router, at) ?? memory.router,
    traffic: shareOf(minutes ?? []) ?? memory.traffic,
    arrival: arrivalIn({ memory, terms, seen, at, story }),
    counted: newer(counted, at) ?? memory.counted,
    metricsAt: askedMetrics ? at : memory.metricsAt,
    backSince: isGoingBack(story) ? (memory.backSince ?? at) : null,
  };
}

function withSamples(
  memory: WatchMemory,
  { policy }: WatchTerms,
  { seen, at }: { seen: Seen | null; at: string },
): WatchMemory["samples"] {
  const missed: Sample = { at, outcome: "unknown", evidence: "the look was not answered" };
  const of = (color: Color) => withSample(memory.samples[color], seen?.samples[color] ?? missed, policy);
  return { blue: of("blue"), green: of("green") };
}

const isGoingBack = (story: StoryTold | null): boolean => story?.position.phase === "rollingBack";

/** What was seen now; nothing where nobody could tell. */
const newer = <Fact>(fact: Fact | null, takenAt: string): Evidence<Fact> | null =>
  fact === null ? null : { fact, takenAt };

interface ArrivalFacts {
  readonly memory: WatchMemory;
  readonly terms: WatchTerms;
  readonly seen: Seen | null;
  readonly at: string;
  readonly story: StoryTold | null;
}

/** Whether the users of the newest move are there; a new move begins with nobody. */
function arrivalIn({ memory, terms, seen, at, story }: ArrivalFacts): WatchReport["arrival"] {
  const move = story?.move ?? null;
  if (move === null) return null;
  const known = memory.arrival?.fact.since === move.since ? memory.arrival : null;
  const minutes = seen?.minutes ?? null;
  if (minutes === null) return known;
  const since = minutes.filter((minute) => Date.parse(minute.at) >= Date.parse(move.since));
  const arrival = arrivalAt(terms.candidate, since, move.percent);
  const arrived =
    arrival === "noTraffic" ? hasArrivedUnseen({ terms, move, seen, at }) : arrival === "arrived";
  // nobody can tell: what was known grows old by itself
  return arrived === null ? known : { fact: { ...move, arrived }, takenAt: at };
}

/** Nobody to measure by: the documented worst case of a rollout, plus a good answer through the public name. */
function hasArrivedUnseen(facts: {
  readonly terms: WatchTerms;
  readonly move: Move;
  readonly seen: Seen | null;
  readonly at: string;
}): boolean | null {
  const { terms, move, seen, at } = facts;
  if (terms.expectsTraffic) return null;
  const minutesSince = (Date.parse(at) - Date.parse(move.since)) / 60_000;
  return minutesSince >= propagationMinutes && seen?.atPublicName === "pass";
}

/** What Front Door counts is taken over so many minutes. */
const confirmingMinutes = 5;
const countsForSeconds = 300;

/**
 * The verdict on the environment that users were moved to: our looks and the baseline, then Front Door's counts, which
 * tell of bad days also while our own looks cannot be made.
 */
function candidateVerdict(memory: WatchMemory, terms: WatchTerms): Evidence<Verdict> | null {
  const own = verdictIn(memory.samples[terms.candidate], terms.policy);
  if (own === null) return null;
  const fact = againstBaseline(own.fact, terms.baseline, terms.allowedMs);
  if (fact.verdict === "unhealthy" || !countsAreDue(memory)) return { ...own, fact };
  const confirmation = confirmedBy(youngCounts(memory), terms.baseline);
  if (confirmation.kind === "confirmed") return { ...own, fact };
  const verdict = confirmation.kind === "contradicted" ? "unhealthy" : "inconclusive";
  return { ...own, fact: { ...fact, verdict, evidence: [...fact.evidence, confirmation.why] } };
}

/** Front Door's counts lag: before that they are of a time before the users. */
function countsAreDue({ story, at }: WatchMemory): boolean {
  const since = story?.move?.since;
  const lagMs = (confirmingMinutes + settledAfterMinutes) * 60_000;
  return since !== undefined && Date.parse(at) >= Date.parse(since) + lagMs;
}

function youngCounts({ counted, at }: WatchMemory): OriginTraffic | null {
  if (counted === null) return null;
  const ageMs = Date.parse(at) - Date.parse(counted.takenAt);
  return ageMs <= countsForSeconds * 1000 ? counted.fact : null;
}

export function reportOf(memory: WatchMemory, terms: WatchTerms): WatchReport {
  const { candidate, policy } = terms;
  const previous = otherColor(candidate);
  const { at, traffic, arrival, router, runs, turned } = memory;
  return {
    at,
    verdicts: {
      [candidate]: candidateVerdict(memory, terms),
      [previous]: verdictIn(memory.samples[previous], policy),
    } as WatchReport["verdicts"],
    traffic,
    arrival,
    router,
    story: runs === null ? "unknown" : runs === "dead" ? "dead" : "running",
    turned,
    ended: null,
  };
}

/** What of a report the story may be waiting for, or has to tell. */
export const newsIn = ({ verdicts, arrival, router }: WatchSeen): string =>
  JSON.stringify([
    verdicts.blue?.fact.verdict,
    verdicts.green?.fact.verdict,
    arrival?.fact.arrived,
    arrival?.fact.since,
    router?.fact.print,
  ]);
