import type { Color, VerdictPolicy } from "../../domain/environment/pair.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { Sample, VerdictKind } from "../../domain/probing/verdict.ts";
import type { RouterState } from "../../domain/swap/layout.ts";
import { verdictIn } from "../../domain/watch/window.ts";
import type { JournalEvent } from "../../domain/upgrade/events.ts";
import type { Owner } from "../activities/ownership.ts";
import type { OrchestrationContext } from "../durable.ts";
import type { Handle } from "../ports.ts";

/** What a way back is, for as long as it takes. */
export interface WayBackOrder {
  readonly owner: Owner;
  /** Where users are taken from; the other color is where they are taken to. */
  readonly candidate: Color;
  /** ISO 8601: since when users want back. */
  readonly since: string;
  /** The router as the run knows it; null: not at all. */
  readonly known: RouterState | null;
  readonly quietMinutes: number;
  readonly expectsTraffic: boolean;
  /** ISO 8601: until then a stop of the way back may still be sent by a worker that hangs, so the route is not led there. */
  readonly holdUntil: string;
}

/** Where a way back stands. Everything that may take long is tried by its own clock, and none waits for another. */
export interface Back {
  /** `open`: not pulled yet. `useless`: it cannot help here. */
  readonly lever: "open" | "closed" | "useless";
  /** How often in a row the gate of the way back has given no answer, and has been found bad. */
  readonly unanswered: number;
  readonly bad: number;
  /** Why nothing can be done now: neither side is known good. */
  readonly heldFor: string | null;
  /** Why a person should look, though all is done that can be: users are not seen back. */
  readonly unseenFor: string | null;
  /** Our newest looks at the way back. */
  readonly looks: readonly Sample[];
  /** ISO 8601: when its cluster may be asked to run again. */
  readonly startDueAt: string;
  /** The long-running operation of the route write, while it runs. */
  readonly writing: Handle | null;
  /** A route write of this way back has been accepted: what was known before is not the truth any more. */
  readonly hasWritten: boolean;
  /** ISO 8601: when the route may be asked for next; how often it was refused in a row. */
  readonly routeDueAt: string;
  readonly refusals: number;
  readonly isFrozen: boolean;
  /** ISO 8601: since when the route has been read as right. */
  readonly rightSince: string | null;
  readonly isFelt: boolean;
  /** ISO 8601: when traffic is looked at next. */
  readonly usersDueAt: string;
  /** Nobody reaches the candidate, the route has been right for an hour: nothing can bring users there any more. */
  readonly isSafe: boolean;
}

export const atFirst = (now: string): Back => ({
  lever: "open",
  unanswered: 0,
  bad: 0,
  heldFor: null,
  unseenFor: null,
  looks: [],
  startDueAt: now,
  writing: null,
  hasWritten: false,
  routeDueAt: now,
  refusals: 0,
  isFrozen: false,
  rightSince: null,
  isFelt: false,
  usersDueAt: now,
  isSafe: false,
});

/** What a person is to be told and asked; null: nothing. */
export const concernIn = ({ heldFor, unseenFor }: Back): string | null =>
  heldFor === null ? unseenFor : `the way back is not well, so nothing was done: ${heldFor}`;

/** Something that people must be told. */
export interface News {
  readonly event: JournalEvent;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One step further: where it stands now, and what there is to tell of it. */
export interface Further {
  readonly back: Back;
  readonly news: readonly News[];
}

export const further = (back: Back, ...news: readonly News[]): Further => ({ back, news });

/** Quick, for users are waiting: is the way back good enough to be taken? */
export const wayBackPolicy: VerdictPolicy = { samples: 3, healthyAtLeast: 2, intervalSeconds: 5 };

/** Our own looks as evidence; while there are few of them the newest counts, whatever it says: users are waiting. */
export function ownLooks({ looks }: Back): Evidence<VerdictKind> | null {
  const verdict = verdictIn(looks, wayBackPolicy);
  if (verdict !== null) return { fact: verdict.fact.verdict, takenAt: verdict.takenAt };
  const newest = looks.at(-1);
  if (newest === undefined || newest.outcome === "unknown") return null;
  return { fact: newest.outcome === "pass" ? "healthy" : "unhealthy", takenAt: newest.at };
}

export const nowIn = (context: OrchestrationContext): string => context.df.currentUtcDateTime.toISOString();

export const secondsLater = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

/** A durable timer may fire up to a second early. */
export const isDue = (dueAt: string, now: string): boolean => Date.parse(now) >= Date.parse(dueAt) - 1_000;
