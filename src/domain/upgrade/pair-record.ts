import type { Color } from "../environment/pair.ts";
import { holdingOutcomes, type Outcome } from "./phases.ts";

export const operationKinds = ["upgrade", "rollback"] as const;

export type OperationKind = (typeof operationKinds)[number];

/** `{pair}-{epoch}-{kind}`; also the id of the durable instance, so duplicates meet in one id. */
export type OperationId = string & { readonly __brand: "OperationId" };

/** The durable instance that watches an operation's environments from the first write that can move users. */
export type WatchId = string & { readonly __brand: "WatchId" };

export const watchIdOf = (id: OperationId): WatchId => `${id}-watch` as WatchId;

export interface Hold {
  readonly operationId: OperationId;
  readonly outcome: Outcome;
  /** ISO 8601. */
  readonly at: string;
}

/** Who owns a pair: one JSON blob, every write conditional on its ETag. */
export interface PairRecord {
  readonly epoch: number;
  readonly operationId: OperationId | null;
  readonly hold: Hold | null;
  readonly closedGate: Color | null;
  readonly by: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

export const operationIdOf = (pair: string, epoch: number, kind: OperationKind): OperationId =>
  `${pair}-${epoch}-${kind}` as OperationId;

/** The parts of an operation id, or undefined when it is not one. */
export function parseOperationId(
  text: string,
): { id: OperationId; pair: string; epoch: number; kind: OperationKind } | undefined {
  const match = /^([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)-(\d+)-(upgrade|rollback)$/.exec(text);
  if (match === null) return undefined;
  const [, pair = "", epoch = "", kind] = match;
  return { id: text as OperationId, pair, epoch: Number(epoch), kind: kind as OperationKind };
}

export interface Claim {
  readonly operationId: OperationId;
  readonly epoch: number;
  /** An owner that was seen to have ended without releasing the pair; it counts as none. */
  readonly deadOwner: OperationId | null;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

export type ClaimAnswer =
  | { readonly kind: "write"; readonly record: PairRecord }
  | { readonly kind: "owned"; readonly record: PairRecord }
  | { readonly kind: "superseded"; readonly by: string };

/** Safe to repeat: an operation that already owns the record owns it still. */
export function claim(record: PairRecord | undefined, wanted: Claim): ClaimAnswer {
  if (record?.operationId === wanted.operationId) return { kind: "owned", record };
  const epoch = record?.epoch ?? 0;
  if (epoch + 1 !== wanted.epoch) return { kind: "superseded", by: `epoch ${epoch} of the pair record` };
  const owner = record?.operationId ?? null;
  if (owner !== null && owner !== wanted.deadOwner) return { kind: "superseded", by: owner };
  const { operationId, by, reason, at } = wanted;
  return {
    kind: "write",
    record: {
      epoch: wanted.epoch,
      operationId,
      hold: null,
      closedGate: record?.closedGate ?? null,
      by,
      reason,
      at,
    },
  };
}

/** The record with a gate closed, or both open; the owner stays. */
export const withGate = (record: PairRecord, closedGate: Color | null, at: string): PairRecord => ({
  ...record,
  closedGate,
  at,
});

/** The record after the last activity of an operation; undefined when it owns the pair no longer. */
export function release(
  record: PairRecord | undefined,
  end: { operationId: OperationId; kind: OperationKind; outcome: Outcome; at: string },
): PairRecord | undefined {
  if (record === undefined || record.operationId !== end.operationId) return undefined;
  const { operationId, outcome, at } = end;
  const holds = holdingOutcomes.includes(outcome) || (end.kind === "rollback" && outcome === "completed");
  return { ...record, operationId: null, hold: holds ? { operationId, outcome, at } : null, at };
}
