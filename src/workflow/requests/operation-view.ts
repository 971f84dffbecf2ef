import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import { parseOperationId } from "../../domain/upgrade/pair-record.ts";
import type { Doors, OperationDocument } from "../ports.ts";

/** What the HTTP API tells of an operation. */
export type OperationView = Omit<OperationHead, "position" | "startedAt"> & {
  /** null: accepted, but not started yet. */
  readonly startedAt: string | null;
  readonly phase: string;
  /** The phase that was left; only while paused or halted. */
  readonly in?: string;
  readonly journal?: OperationDocument["journal"];
};

export function viewOf(head: OperationHead): OperationView {
  const { position, ...rest } = head;
  return { ...rest, phase: position.phase, ...("in" in position ? { in: position.in } : {}) };
}

/** undefined: there is no such operation. One that was accepted but has not written its journal yet is in planning. */
export async function findOperation(
  doors: Doors,
  pair: string,
  id: OperationId,
): Promise<OperationView | undefined> {
  const document = await doors.ports.journals.read(pair, id);
  if (document !== undefined) return { ...viewOf(document.head), journal: document.journal };
  const [status, parsed] = [await doors.operations.instance(id), parseOperationId(id)];
  if (status === undefined || parsed === undefined) return undefined;
  const { epoch, kind } = parsed;
  const outcome = status.runtimeStatus !== "running" ? ("superseded" as const) : null;
  return {
    id,
    pair,
    kind,
    phase: "planning",
    why: null,
    outcome,
    active: null,
    candidate: null,
    epoch,
    startedAt: null,
    versions: { from: null, target: null, hops: [] },
    verdicts: [],
    traffic: null,
    wayBack: null,
    rollouts: { written: 0, spreading: 0 },
    frozenSince: null,
    allowed: outcome === null ? ["abort"] : [],
    journal: [],
  };
}
