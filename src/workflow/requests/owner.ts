import type { OperationId, PairRecord } from "../../domain/upgrade/pair-record.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { Operations, Ports } from "../ports.ts";

/** Who owns a pair right now. An owner whose instance has ended counts as none, but is named to the next claim. */
export type Ownership =
  | { readonly kind: "free"; readonly record: PairRecord | undefined; readonly deadOwner: OperationId | null }
  | { readonly kind: "owned"; readonly id: OperationId; readonly head: OperationHead | undefined };

export async function ownerOfPair(ports: Ports, operations: Operations, pair: string): Promise<Ownership> {
  const found = await ports.records.read(pair);
  const owner = found?.record.operationId ?? null;
  if (owner === null) return { kind: "free", record: found?.record, deadOwner: null };
  if ((await operations.instance(owner))?.runtimeStatus !== "running") {
    return { kind: "free", record: found?.record, deadOwner: owner };
  }
  const document = await ports.journals.read(pair, owner);
  return { kind: "owned", id: owner, head: document?.head };
}
