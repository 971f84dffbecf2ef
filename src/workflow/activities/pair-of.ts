import type { Pair } from "../../domain/environment/pair.ts";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import { OutsideError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "../step.ts";

/** A pair by its name, and the operation that it is read for: that one goes on with the pair as it was claimed. */
export interface PairRef {
  readonly pair: string;
  readonly operationId?: OperationId;
}

/** The pair as the operation claimed it, else as its file says; an error says where pairs are described. */
export async function pairOf(ports: Ports, { pair: name, operationId }: PairRef): Promise<Pair> {
  const file = ports.pairs.find(name);
  // the way back must not hang on one blob: where it cannot be read, the file is as good a word as there is
  const claimed =
    operationId === undefined ? undefined : await ports.claimed.read(operationId).catch(otherwise(file));
  const pair = claimed ?? file;
  if (pair !== undefined) return pair;
  throw new OutsideError({
    reaction: "stop",
    code: "PAIR_UNKNOWN",
    message: `There is no usable pair named ${name}.`,
    resource: `pair ${name}`,
    fix: "Restore or mend its file in the pairs folder and deploy again.",
  });
}

const otherwise =
  (file: Pair | undefined) =>
  (error: unknown): Pair => {
    if (file === undefined) throw error;
    return file;
  };

export const readPair: Step<PairRef, Pair> = {
  name: "readPair",
  run: async (ports, ref) => pairOf(ports, ref),
};

/** Kept for the whole operation: an edit of the pair file takes effect with the next one, and so does its loss. */
export const keepPair: Step<Required<PairRef> & { content: Pair }, null> = {
  name: "keepPair",
  run: async (ports, { operationId, content }) => {
    await ports.claimed.keep(operationId, content);
    return null;
  },
};
