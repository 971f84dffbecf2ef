import { otherColor, type Color } from "../../domain/environment/pair.ts";
import { afterSwap, phaseOf } from "../../domain/upgrade/commands.ts";
import type { OperationId, PairRecord } from "../../domain/upgrade/pair-record.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { Instance, Operations, Ports } from "../ports.ts";

interface Owner {
  readonly id: OperationId;
  readonly record: PairRecord;
  readonly head: OperationHead | undefined;
}

/**
 * Who owns a pair right now. `dead`: an operation whose instance has crashed or was ended, and which never gave the
 * pair free; it holds the pair for people and for the way back.
 */
export type Ownership =
  | { readonly kind: "free"; readonly record: PairRecord | undefined }
  | ({ readonly kind: "owned" } & Owner)
  | ({ readonly kind: "dead" } & Owner);

export async function ownerOfPair(ports: Ports, operations: Operations, pair: string): Promise<Ownership> {
  const record = (await ports.records.read(pair))?.record;
  const id = record?.operationId ?? null;
  if (record === undefined || id === null) return { kind: "free", record };
  const instance = await operations.instance(id);
  const head = (await ports.journals.read(pair, id))?.head;
  return { kind: instance?.runtimeStatus === "running" ? "owned" : "dead", id, record, head };
}

/** Whether an operation that does not run any more has left users between two sides, or may have. */
export function hasLeftUsersBetween(
  head: OperationHead | undefined,
  record: PairRecord | undefined,
): boolean {
  if ((record?.closedGate ?? null) !== null) return true;
  if (head === undefined || (head.outcome !== null && head.outcome !== "failed")) return false;
  const phase = phaseOf(head.position);
  return phase === "rollingBack" || afterSwap.some((one) => one === phase);
}

/** What an operation has told Durable last; it needs no journal, and is as new as the journal at least. */
export function headIn(instance: Instance | undefined, id: OperationId): OperationHead | undefined {
  // written by our own story, and by nobody else
  const head = (instance?.customStatus ?? undefined) as OperationHead | undefined;
  return head?.id === id ? head : undefined;
}

/** Where an operation is taking users; undefined while it does not say. */
export function targetOf({ position, candidate }: OperationHead): Color | undefined {
  if (candidate === null) return undefined;
  return phaseOf(position) === "rollingBack" ? otherColor(candidate) : candidate;
}
