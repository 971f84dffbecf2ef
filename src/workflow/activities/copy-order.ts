import type { Color, Pair } from "../../domain/environment/pair.ts";
import type { CopyOrder } from "../ports.ts";

/** The candidate's cluster to be made after the active's, with what the pair file says of it. */
export const copyOrderOf = (
  pair: Pair,
  { from, to, version }: { from: Color; to: Color; version: string },
): CopyOrder => ({
  from: pair.environments[from].clusterId,
  to: pair.environments[to].clusterId,
  candidate: to,
  version,
  overrides: pair.overrides?.[to] ?? {},
  nodeResourceGroup: pair.nodeResourceGroup ?? null,
});
