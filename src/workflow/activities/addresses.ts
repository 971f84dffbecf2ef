import type { Color } from "../../domain/environment/pair.ts";
import { mayChange } from "../../domain/guards/candidate.ts";
import type { Step } from "../step.ts";
import { obey } from "./guarded.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

export interface AddressAnswer {
  readonly named: string | null;
  readonly actual: string | null;
  /** How long resolvers may go on with an older address. */
  readonly ttlSeconds: number;
}

export const readAddress: Step<PairRef & { color: Color }, AddressAnswer> = {
  name: "readAddress",
  run: async (ports, { color, ...ref }) => ports.addresses.read(await pairOf(ports, ref), color),
};

/** Read before it is written, so that a repeat writes nothing; never while users come by that name. */
export const writeAddress: Step<{ owner: Owner; color: Color; address: string }, null> = writingStep(
  "writeAddress",
  async (ports, { owner, color, address }) => {
    const pair = await pairOf(ports, owner);
    if ((await ports.addresses.read(pair, color)).named === address) return null;
    const router = await ports.router.read(pair);
    const resource = pair.environments[color].originHost;
    obey(mayChange("another address", { color, router }), { what: "writing the address", resource });
    await ports.addresses.write(pair, color, address);
    return null;
  },
);
