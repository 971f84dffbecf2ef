import { otherColor, type Color, type Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { makePlan, type Plan, type PlannedCluster, type PlanRequest } from "../../domain/upgrade/plan.ts";
import type { Cluster, Ports } from "../ports.ts";
import { settingFindings } from "./find-readiness.ts";

/** Reads the truth and plans by it; writes nothing. */
export async function findPlan(ports: Ports, pair: Pair, request: PlanRequest): Promise<Plan> {
  const [router, record, readiness, blue, green] = await Promise.all([
    ports.router.read(pair),
    ports.records.read(pair.name),
    settingFindings(ports, pair),
    ports.clusters.find(pair.environments.blue.clusterId),
    ports.clusters.find(pair.environments.green.clusterId),
  ]);
  const clusters: Readonly<Record<Color, Cluster | undefined>> = { blue, green };
  const closedGate = record?.record.closedGate ?? null;
  const active = activeColor(router, closedGate) ?? "blue";
  const source = clusters[active] ?? clusters[otherColor(active)];
  const offered =
    source === undefined ? [] : await ports.clusters.offeredVersions(source.id, source.location);
  const facts = {
    router,
    closedGate,
    readiness,
    clusters: { blue: planned(blue), green: planned(green) },
    offered,
  };
  return makePlan(pair, facts, request);
}

function planned(cluster: Cluster | undefined): PlannedCluster | null {
  if (cluster === undefined) return null;
  const { id, version, provisioningState, powerState } = cluster;
  return {
    id,
    version,
    poolVersions: cluster.pools.map((pool) => pool.version),
    provisioningState,
    powerState,
  };
}
