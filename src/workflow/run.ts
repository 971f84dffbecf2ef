import type { Evidence } from "../domain/evidence/evidence.ts";
import type { Baseline } from "../domain/probing/baseline.ts";
import type { VerdictKind } from "../domain/probing/verdict.ts";
import type { WatchSeen } from "../domain/watch/report.ts";
import type { RouterState } from "../domain/swap/layout.ts";
import type { RouterChange } from "../domain/swap/protocol.ts";
import type { Color } from "../domain/environment/pair.ts";
import { allowedCommands, type Position } from "../domain/upgrade/commands.ts";
import type { Twin } from "../domain/upgrade/credentials.ts";
import type { JournalEvent } from "../domain/upgrade/events.ts";
import type { JournalEntry, OperationHead } from "../domain/upgrade/operation.ts";
import type { OperationId, OperationKind } from "../domain/upgrade/pair-record.ts";
import type { Phase } from "../domain/upgrade/phases.ts";
import type { OrchestrationContext, Story, Task } from "./durable.ts";
import type { WatchInput } from "./orchestrators/watch.ts";
import type { Trouble } from "./errors.ts";
import { appendJournal } from "./activities/journal.ts";
import { attempt, persist } from "./step.ts";
import { confirmNotSuperseded } from "./turns.ts";

/** What an operation is started with. */
export interface OperationInput {
  readonly pair: string;
  readonly kind: OperationKind;
  readonly epoch: number;
  readonly target: string | null;
  readonly deadOwner: OperationId | null;
  readonly by: string;
  readonly reason: string;
  /** Where users are to be taken; only for a rollback that a person has given a target. */
  readonly to?: Color;
  /**
   * An operation that this one has to finish; `commandId`: what it has not acknowledged yet, null: it is dead, or has
   * given up.
   */
  readonly unfinished?: { readonly owner: OperationId; readonly commandId: string | null };
}

/**
 * One operation under way: made anew by every replay, so it holds nothing that the history does not tell.
 * `head` and `untold` are what the journal will say at the next `publish`.
 */
export interface Run {
  readonly context: OrchestrationContext;
  readonly input: OperationInput;
  readonly id: OperationId;
  head: OperationHead;
  untold: JournalEntry[];
  told: number;
  /** Every waiter of the event `command` that has not been served yet, oldest first. */
  waiters: Task[];
  /** A person has approved what is waited for now. */
  approved: boolean;
  /** The router as our own writes have made it; undefined until planning has read it. */
  router: RouterState | undefined;
  /** To what version the candidate was brought by this operation; null: none since it was looked at. */
  made: string | null;
  /** A change of ours that was tried and is not known to be made: what it explains is no other hand's. */
  tried: RouterChange | null;
  /** When each of our own configuration writes was accepted. */
  writtenAt: readonly Date[];
  /** How the active environment did before the swap. */
  baseline: Baseline | null;
  /** The candidate's proof; it grows old. */
  proof: Evidence<VerdictKind> | null;
  /** It finishes what another operation has left: then being back is what it was for. */
  isTakeOver: boolean;
  /** ISO 8601: when the journal may be written next, after a refusal that has said so; null: at once. */
  journalDueAt: string | null;
  /** What was waited out last, until something works again. */
  waitedFor: Trouble | null;
  /** ISO 8601: a stop of the environment that users left may have been sent by then; null: none was tried. */
  stopSentBy: string | null;
  /** How the watch of this operation is begun, once it was; it is begun again whenever it is found dead. */
  watchInput: WatchInput | null;
  /** In its phase the watch is known to be begun. */
  isWatched: boolean;
  /** What the watch has told last. */
  report: WatchSeen | null;
  /** The news of the watch that the story has heard last. */
  heard: string;
  /** Whether the pair has users at all: where it has, metrics that tell nothing are a gap. */
  expectsTraffic: boolean;
  /** What the candidate's host name led to before it was changed. */
  formerAddress: string | null;
  /** The federated credentials that this operation has made, or was about to make. */
  twins: readonly Twin[];
}

export function openRun(context: OrchestrationContext, input: OperationInput): Run {
  const id = context.df.instanceId as OperationId;
  const position: Position = { phase: "planning" };
  const head: OperationHead = {
    id,
    pair: input.pair,
    kind: input.kind,
    position,
    why: null,
    outcome: null,
    active: null,
    candidate: null,
    epoch: input.epoch,
    startedAt: context.df.currentUtcDateTime.toISOString(),
    versions: { from: null, target: null, hops: [] },
    verdicts: [],
    traffic: null,
    move: null,
    wayBack: null,
    rollouts: { written: 0, spreading: 0 },
    frozenSince: null,
    allowed: allowedCommands(position),
  };
  return {
    context,
    input,
    id,
    head,
    untold: [],
    told: 0,
    waiters: [],
    approved: false,
    router: undefined,
    made: null,
    tried: null,
    writtenAt: [],
    baseline: null,
    proof: null,
    isTakeOver: false,
    journalDueAt: null,
    waitedFor: null,
    stopSentBy: null,
    watchInput: null,
    isWatched: false,
    report: null,
    heard: "",
    expectsTraffic: true,
    ...nothingToUndo,
  };
}

const nothingToUndo = { formerAddress: null, twins: [] } as const;

export const nowOf = (run: Run): Date => run.context.df.currentUtcDateTime;

/** Which pair, as this operation claimed it. */
export const pairRefOf = (run: Run): { pair: string; operationId: OperationId } => ({
  pair: run.input.pair,
  operationId: run.id,
});

/** The owner as writing activities check it against the pair record. */
export const ownerOf = (run: Run): { pair: string; operationId: OperationId; epoch: number } => ({
  pair: run.input.pair,
  operationId: run.id,
  epoch: run.input.epoch,
});

export function note(run: Run, event: JournalEvent, data: Readonly<Record<string, unknown>> = {}): void {
  run.told += 1;
  run.untold.push({ number: run.told, at: nowOf(run).toISOString(), event, data });
}

export function moveTo(run: Run, position: Position, why: string | null): void {
  run.head = { ...run.head, position, why, allowed: allowedCommands(position) };
}

/** Enters a phase and tells the world. */
export function* enter(run: Run, phase: Exclude<Phase, "paused" | "halted">): Story<void> {
  comeTo(run, phase);
  yield* publish(run);
}

export function comeTo(run: Run, phase: Exclude<Phase, "paused" | "halted">): void {
  moveTo(run, { phase }, null);
  note(run, "phase.entered", { phase });
}

/** Writes what is not told yet to the journal, and the head to Durable's custom status. */
export function* publish(run: Run): Story<void> {
  run.context.df.setCustomStatus(run.head);
  if (!mayWriteJournal(run)) yield run.context.df.createTimer(new Date(run.journalDueAt ?? ""));
  const entries = run.untold;
  run.untold = [];
  yield* persist(run.context, appendJournal, { pair: run.input.pair, head: run.head, entries });
}

/** One try: users are waiting for their way back, so what the journal does not take now is told the next time. */
export function* publishOnce(run: Run): Story<void> {
  run.context.df.setCustomStatus(run.head);
  if (!mayWriteJournal(run)) return;
  const { head, untold: entries } = run;
  const answer = yield* attempt(run.context, appendJournal, { pair: run.input.pair, head, entries });
  if (answer.kind === "ok") {
    run.untold = run.untold.slice(entries.length);
    return;
  }
  confirmNotSuperseded(answer.trouble);
  const waitMs = (answer.trouble.retryAfterSeconds ?? 0) * 1000;
  run.journalDueAt = new Date(nowOf(run).getTime() + waitMs).toISOString();
}

const mayWriteJournal = (run: Run): boolean =>
  run.journalDueAt === null || nowOf(run).toISOString() >= run.journalDueAt;
