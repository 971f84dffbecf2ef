import {
  claim,
  release,
  type Claim,
  type OperationId,
  type OperationKind,
} from "../../domain/upgrade/pair-record.ts";
import type { Outcome } from "../../domain/upgrade/phases.ts";
import { OutsideError } from "../errors.ts";
import type { Step } from "../step.ts";

export type Claimed = { readonly kind: "owned" } | { readonly kind: "superseded"; readonly by: string };

/** The first activity of every operation: by one conditional write it owns the pair, or it is superseded. */
export const claimPair: Step<Omit<Claim, "at"> & { pair: string }, Claimed> = {
  name: "claimPair",
  run: async (ports, { pair, ...wanted }) => {
    const found = await ports.records.read(pair);
    const answer = claim(found?.record, wanted);
    if (answer.kind !== "write") return answer.kind === "owned" ? { kind: "owned" } : answer;
    if (await ports.records.write(pair, answer.record, found?.etag)) return { kind: "owned" };
    throw recordMoved(pair);
  },
};

interface End {
  readonly pair: string;
  readonly operationId: OperationId;
  readonly kind: OperationKind;
  readonly outcome: Outcome;
}

/** The last activity of every operation that owned its pair. Safe to repeat. */
export const releasePair: Step<End, null> = {
  name: "releasePair",
  run: async (ports, { pair, ...end }) => {
    const found = await ports.records.read(pair);
    const record = release(found?.record, end);
    if (record === undefined || (await ports.records.write(pair, record, found?.etag))) return null;
    throw recordMoved(pair);
  },
};

/** Somebody wrote in between: reading again decides anew. */
export const recordMoved = (pair: string): OutsideError =>
  new OutsideError({
    reaction: "later",
    code: "RECORD_MOVED",
    message: "Somebody else wrote the pair record in between.",
    resource: `pair ${pair}`,
    fix: "It is read again.",
  });
