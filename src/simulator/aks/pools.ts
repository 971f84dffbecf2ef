import type { ArmAnswer } from "../joints.ts";
import type { Pool } from "./cluster.ts";
import { moveTo } from "./create-or-update.ts";
import { durationMs } from "./durations.ts";
import { refusalFor } from "./gate.ts";
import { poolView, type AksRequest } from "./request.ts";
import { imageNotWritable, minorSkipped, notFound, poolTooNew, versionNotSupported } from "./refusals.ts";
import { compare } from "./versions.ts";

/** The upgrade of one pool: a PUT with another orchestratorVersion. */
export function updatePool(asked: AksRequest): ArmAnswer {
  const { parts, request, clusterId, names } = asked;
  const cluster = parts.store.find(clusterId);
  const refusal = refusalFor(cluster, clusterId, false);
  if (refusal !== undefined || cluster === undefined) return refusal ?? notFound(clusterId);
  const pool = cluster.properties.agentPoolProfiles.find((one) => one.name === names[0]);
  if (pool === undefined) return notFound(request.path);
  const wish = ((request.body ?? {}) as { properties?: Partial<Pool> }).properties ?? {};
  if (wish.nodeImageVersion !== undefined && wish.nodeImageVersion !== pool.nodeImageVersion)
    return imageNotWritable();
  const wanted = wish.orchestratorVersion ?? pool.currentOrchestratorVersion;
  const target = wanted === pool.currentOrchestratorVersion ? wanted : parts.versions.resolve(wanted);
  if (target === undefined) return versionNotSupported(wanted);
  if (compare(target, cluster.properties.currentKubernetesVersion) > 0)
    return poolTooNew(target, cluster.properties.currentKubernetesVersion);
  if (compare(target, pool.currentOrchestratorVersion) < 0)
    return minorSkipped(pool.currentOrchestratorVersion, target);
  return climb(asked, pool, target);
}

function climb(
  { parts, request, clusterId, operationId }: AksRequest,
  pool: Pool,
  target: string,
): ArmAnswer {
  const cluster = parts.store.find(clusterId);
  if (cluster === undefined) return notFound(clusterId);
  parts.store.change(cluster, () => {
    pool.provisioningState = target === pool.currentOrchestratorVersion ? "Updating" : "Upgrading";
    pool.orchestratorVersion = target;
  });
  const finish = (state: string) => parts.store.change(cluster, () => (pool.provisioningState = state));
  const headers = parts.operations.begin({
    provider: "Microsoft.ContainerService",
    operationId,
    resourceId: request.path,
    durationMs: durationMs(parts.draw, "poolPerNode", { resourceId: request.path, times: pool.count }),
    succeed: () => {
      moveTo(pool, target);
      finish("Succeeded");
    },
    fail: () => finish("Failed"),
  });
  return { status: 200, headers, body: structuredClone(poolView(cluster.id, pool)) };
}
