import { checkSupport } from "../requests/check-support.ts";
import type { Decision } from "../requests/take-notification.ts";
import type { Step } from "../step.ts";
import { pairOf } from "./pair-of.ts";

export const listPairs: Step<Record<string, never>, readonly string[]> = {
  name: "listPairs",
  run: async (ports) => ports.pairs.list().map((pair) => pair.name),
};

export const checkPairSupport: Step<{ pair: string }, Decision> = {
  name: "checkPairSupport",
  run: async (ports, { pair, at }, operations) =>
    checkSupport({ ports, operations }, await pairOf(ports, { pair }), at),
};
