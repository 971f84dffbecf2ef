import { otherColor, type Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { comparisonOf, type Comparison } from "../../domain/upgrade/comparison.ts";
import type { Ports } from "../ports.ts";

/** Both clusters as they are now; undefined: there are no two of them, or users are on neither. Writes nothing. */
export async function findDifferences(ports: Ports, pair: Pair): Promise<Comparison | undefined> {
  const [router, record] = await Promise.all([ports.router.read(pair), ports.records.read(pair.name)]);
  const active = activeColor(router, record?.record.closedGate ?? null);
  if (active === undefined) return undefined;
  const candidate = otherColor(active);
  const differences = await ports.clusters.compare({
    active: pair.environments[active].clusterId,
    candidate: pair.environments[candidate].clusterId,
    overrides: pair.overrides?.[candidate] ?? {},
  });
  if (differences === undefined) return undefined;
  return comparisonOf({ pair: pair.name, active, candidate }, differences);
}
