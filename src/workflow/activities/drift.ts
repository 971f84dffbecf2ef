import { otherColor, type Color } from "../../domain/environment/pair.ts";
import { driftOf, type Drift } from "../../domain/upgrade/drift.ts";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "../step.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

interface Look extends PairRef {
  readonly operationId: OperationId;
  readonly candidate: Color;
  /** To what version the operation itself has brought the candidate, if it has. */
  readonly made: string | null;
  /** An active that users are fled from may be as it likes. */
  readonly isEscape: boolean;
  /** A person takes the clusters as they are. */
  readonly accepts: boolean;
}

/** Compares the clusters with what is known of them; what is seen for the first time is known from then on. */
export const findDrift: Step<Look, readonly Drift[]> = {
  name: "findDrift",
  run: async (ports, { candidate, made, isEscape, accepts, ...ref }) => {
    const active = otherColor(candidate);
    if (accepts) await rememberForms(ports, ref);
    const ofActive = isEscape ? [] : await driftIn(ports, ref, { color: active, made: null });
    return [...ofActive, ...(await driftIn(ports, ref, { color: candidate, made }))];
  },
};

type Known = Required<PairRef>;

async function driftIn(
  ports: Ports,
  ref: Known,
  { color, made }: { readonly color: Color; readonly made: string | null },
): Promise<readonly Drift[]> {
  const known = await ports.forms.read(ref.operationId, color);
  const found = await ports.clusters.form((await pairOf(ports, ref)).environments[color].clusterId);
  if (found === undefined) return [];
  if (known !== undefined) return driftOf(color, { ...known, version: made ?? known.version }, found);
  await ports.forms.keep(ref.operationId, color, found);
  return [];
}

/** From here on only the operation itself may change them. */
export async function rememberForms(ports: Ports, ref: Known): Promise<void> {
  const { environments } = await pairOf(ports, ref);
  for (const color of ["blue", "green"] as const) {
    const form = await ports.clusters.form(environments[color].clusterId);
    if (form !== undefined) await ports.forms.keep(ref.operationId, color, form);
  }
}
