import type { Color } from "../../domain/environment/pair.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf } from "./pair-of.ts";

export interface AddressAnswer {
  readonly named: string | null;
  readonly actual: string | null;
}

export const readAddress: Step<{ pair: string; color: Color }, AddressAnswer> = {
  name: "readAddress",
  run: async (ports, { pair, color }) => ports.addresses.read(pairOf(ports, pair), color),
};

/** Read before it is written, so that a repeat writes nothing. */
export const writeAddress: Step<{ owner: Owner; color: Color; address: string }, null> = writingStep(
  "writeAddress",
  async (ports, { owner, color, address }) => {
    const pair = pairOf(ports, owner.pair);
    if ((await ports.addresses.read(pair, color)).named !== address)
      await ports.addresses.write(pair, color, address);
    return null;
  },
);
