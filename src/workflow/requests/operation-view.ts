import { phaseOf } from "../../domain/upgrade/commands.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import {
  parseOperationId,
  watchIdOf,
  type OperationId,
  type PairRecord,
} from "../../domain/upgrade/pair-record.ts";
import type { Outcome, Phase } from "../../domain/upgrade/phases.ts";
import type { WatchReport } from "../../domain/watch/report.ts";
import type { Doors, Instance, OperationDocument } from "../ports.ts";
import { hasLeftUsersBetween } from "./owner.ts";

/** What the HTTP API tells of an operation. */
export type OperationView = Omit<OperationHead, "position" | "startedAt"> & {
  /** null: accepted, but not started yet. */
  readonly startedAt: string | null;
  /** Of an operation that has ended: its outcome. */
  readonly phase: Phase | Outcome;
  /** The phase that was left; only while paused or halted. */
  readonly in?: string;
  /** Only of an operation that has ended without a word: how its instance ended. */
  readonly runtimeStatus?: Instance["runtimeStatus"] | "gone";
  /** What the watch has seen last; only while it goes on. */
  readonly watch?: WatchReport;
  readonly journal?: OperationDocument["journal"];
};

/** `record` is read before the head: who had lost the pair by then and tells no outcome was superseded. */
export function viewOf(head: OperationHead, record: PairRecord | undefined): OperationView {
  const { position, ...rest } = head;
  if (head.outcome !== null) return { ...rest, phase: head.outcome };
  if (isSuperseded(head, record))
    return { ...rest, phase: "superseded", outcome: "superseded", why: supersededWhy, allowed: [] };
  return { ...rest, phase: position.phase, ...("in" in position ? { in: position.in } : {}) };
}

const supersededWhy = "Another operation has taken the pair over.";

/** It does not say so itself: who has lost the pair writes nothing more, not even a journal. */
const isSuperseded = ({ id, epoch }: OperationHead, record: PairRecord | undefined): boolean =>
  record !== undefined && record.epoch >= epoch && record.operationId !== id;

/** undefined: there is no such operation. One that was accepted but has not written its journal yet is in planning. */
export async function findOperation(
  doors: Doors,
  pair: string,
  id: OperationId,
): Promise<OperationView | undefined> {
  const record = (await doors.ports.records.read(pair))?.record;
  const document = await doors.ports.journals.read(pair, id);
  if (document === undefined) return notToldYet(doors, pair, id);
  const { head, journal } = document;
  const view = { ...viewOf(head, record), journal };
  if (view.outcome !== null) return view;
  const [own, watch] = await Promise.all([
    doors.operations.instance(id),
    doors.operations.instance(watchIdOf(id)),
  ]);
  return { ...withWatch(view, watch), ...deathOf(head, own) };
}

/** What the watch sees is younger than what the story has journaled. */
function withWatch<View extends OperationView>(view: View, watch: Instance | undefined): View {
  const report = (watch?.customStatus ?? null) as WatchReport | null;
  if (watch?.runtimeStatus !== "running" || report === null) return view;
  return { ...view, traffic: report.traffic ?? view.traffic, watch: report };
}

/** An instance that crashed or was ended is shown as what it is, with what a person can do. */
function deathOf(head: OperationHead, instance: Instance | undefined): Partial<OperationView> {
  // completed just now, after its journal was read: the next look tells how
  if (instance?.runtimeStatus === "running" || instance?.runtimeStatus === "completed") return {};
  const isBetween = hasLeftUsersBetween(head, undefined);
  const runtimeStatus = instance?.runtimeStatus ?? "gone";
  const how = isBetween ? "rollback takes users back" : "abort puts the candidate away";
  return {
    runtimeStatus,
    why: `Its instance has ended (${runtimeStatus}) in ${phaseOf(head.position)}, without a word; ${how}.`,
    allowed: [isBetween ? "rollBack" : "abort"],
  };
}

/** Accepted, but without a journal: it has not begun, was superseded at once, or died before it told anything. */
async function notToldYet(doors: Doors, pair: string, id: OperationId): Promise<OperationView | undefined> {
  const [instance, parsed] = [await doors.operations.instance(id), parseOperationId(id)];
  if (instance === undefined || parsed === undefined) return undefined;
  const { runtimeStatus } = instance;
  const owner = (await doors.ports.records.read(pair))?.record.operationId;
  const isDead = runtimeStatus !== "running" && owner === id;
  const outcome = runtimeStatus === "running" || isDead ? null : ("superseded" as const);
  const why = `Its instance has ended (${runtimeStatus}) before it told anything; abort gives the pair free.`;
  return { ...untold(pair, parsed, outcome), ...(isDead ? { runtimeStatus, why } : {}) };
}

function untold(
  pair: string,
  { id, epoch, kind }: { id: OperationId; epoch: number; kind: OperationHead["kind"] },
  outcome: "superseded" | null,
): OperationView {
  return {
    id,
    pair,
    kind,
    phase: outcome ?? "planning",
    why: null,
    outcome,
    active: null,
    candidate: null,
    epoch,
    startedAt: null,
    versions: { from: null, target: null, hops: [] },
    verdicts: [],
    traffic: null,
    move: null,
    wayBack: null,
    rollouts: { written: 0, spreading: 0 },
    frozenSince: null,
    allowed: outcome === null ? ["abort"] : [],
    journal: [],
  };
}
