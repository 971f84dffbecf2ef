import type { OperationId, PairRecord } from "../../domain/upgrade/pair-record.ts";
import { OutsideError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "../step.ts";
import { supersededCode } from "../turns.ts";

/** Who writes: every writing activity carries this and stops when the pair record names somebody else. */
export interface Owner {
  readonly pair: string;
  readonly operationId: OperationId;
  readonly epoch: number;
}

/** A step that writes to Azure: it re-reads the pair record first, so a lower epoch never writes. */
export function writingStep<Input extends { owner: Owner }, Output>(
  name: string,
  run: Step<Input, Output>["run"],
): Step<Input, Output> {
  return {
    name,
    run: async (ports, input, operations) => {
      await confirmOwner(ports, input.owner);
      return run(ports, input, operations);
    },
  };
}

/** Whether the pair record still names this operation. */
export const readOwnership: Step<{ owner: Owner }, boolean> = {
  name: "readOwnership",
  run: async (ports, { owner }) => owns((await ports.records.read(owner.pair))?.record, owner),
};

export const owns = (record: PairRecord | undefined, owner: Owner): boolean =>
  record?.operationId === owner.operationId && record.epoch === owner.epoch;

async function confirmOwner(ports: Ports, owner: Owner): Promise<void> {
  const found = await ports.records.read(owner.pair);
  if (owns(found?.record, owner)) return;
  throw new OutsideError({
    reaction: "stop",
    code: supersededCode,
    message: `The pair record of ${owner.pair} names ${found?.record.operationId ?? "nobody"}, epoch ${found?.record.epoch ?? 0}.`,
    resource: `pair ${owner.pair}`,
    fix: "Look at the operation that owns the pair now.",
  });
}
