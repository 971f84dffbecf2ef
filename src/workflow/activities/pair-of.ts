import type { Pair } from "../../domain/environment/pair.ts";
import { OutsideError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "../step.ts";

/** The pair by its name, or an error that says where pairs are described. */
export function pairOf(ports: Ports, name: string): Pair {
  const pair = ports.pairs.find(name);
  if (pair !== undefined) return pair;
  throw new OutsideError({
    reaction: "stop",
    code: "PAIR_UNKNOWN",
    message: `There is no pair named ${name}.`,
    resource: `pair ${name}`,
    fix: "Restore its file in the pairs folder and deploy again.",
  });
}

export const readPair: Step<{ pair: string }, Pair> = {
  name: "readPair",
  run: async (ports, { pair }) => pairOf(ports, pair),
};
