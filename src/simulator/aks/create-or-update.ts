import type { ArmAnswer } from "../joints.ts";
import { clusterBody, nodeImageOf, type Cluster, type Pool } from "./cluster.ts";
import { durationMs } from "./durations.ts";
import { refusalFor } from "./gate.ts";
import type { AksRequest } from "./request.ts";
import {
  imageNotWritable,
  minorSkipped,
  poolTooNew,
  preconditionFailed,
  versionNotSupported,
} from "./refusals.ts";
import { compare, minorOf, partsOf } from "./versions.ts";

const provider = "Microsoft.ContainerService";

interface Written {
  readonly tags?: Record<string, string>;
  readonly location?: string;
  readonly properties?: {
    readonly kubernetesVersion?: string;
    readonly agentPoolProfiles?: readonly Partial<Pool>[];
  };
}

export function createOrUpdate(asked: AksRequest): ArmAnswer {
  const { parts, request, clusterId } = asked;
  const found = parts.store.find(clusterId);
  const written = (request.body ?? {}) as Written;
  if (found === undefined) return create(asked, written);
  if (request.headers["if-none-match"] === "*") return preconditionFailed();
  const refusal = refusalFor(found, clusterId, false) ?? refusalOfBody(asked, found, written);
  return refusal ?? update(asked, found, written);
}

function create({ parts, request, clusterId, operationId }: AksRequest, written: Written): ArmAnswer {
  const wanted = written.properties?.kubernetesVersion ?? "1.35.5";
  const version = parts.versions.resolve(wanted);
  if (version === undefined) return versionNotSupported(wanted);
  const cluster = clusterBody({
    id: clusterId,
    location: written.location ?? parts.location,
    version,
    written: request.body as Record<string, unknown>,
  });
  parts.store.put(cluster);
  const end = (state: string) =>
    parts.store.change(cluster, () => {
      cluster.properties.provisioningState = state;
      for (const pool of cluster.properties.agentPoolProfiles) pool.provisioningState = state;
    });
  const headers = parts.operations.begin({
    provider,
    operationId,
    resourceId: clusterId,
    durationMs: durationMs(parts.draw, "create", { resourceId: clusterId }),
    succeed: () => end("Succeeded"),
    fail: () => end("Failed"),
  });
  return { status: 201, headers, body: structuredClone(cluster) };
}

function refusalOfBody({ parts }: AksRequest, found: Cluster, written: Written): ArmAnswer | undefined {
  const current = found.properties.currentKubernetesVersion;
  const wanted = written.properties?.kubernetesVersion ?? current;
  const target = wanted === current ? current : parts.versions.resolve(wanted);
  if (target === undefined) return versionNotSupported(wanted);
  if (compare(target, current) < 0 || skipsMinor(current, target)) return minorSkipped(current, wanted);
  const pools = written.properties?.agentPoolProfiles ?? [];
  return pools.map((pool) => refusalOfPool(found, pool, target)).find((refusal) => refusal !== undefined);
}

const skipsMinor = (from: string, to: string): boolean => (partsOf(to)[1] ?? 0) > (partsOf(from)[1] ?? 0) + 1;

function refusalOfPool(found: Cluster, pool: Partial<Pool>, target: string): ArmAnswer | undefined {
  const own = found.properties.agentPoolProfiles.find((one) => one.name === pool.name);
  if (pool.nodeImageVersion !== undefined && pool.nodeImageVersion !== own?.nodeImageVersion)
    return imageNotWritable();
  const at = pool.orchestratorVersion ?? target;
  return compare(minorOf(at), minorOf(target)) > 0 ? poolTooNew(at, target) : undefined;
}

/** A pool without a version of its own in the body goes along with the control plane (Azure/AKS#2880). */
function update(
  { parts, clusterId, operationId }: AksRequest,
  cluster: Cluster,
  written: Written,
): ArmAnswer {
  const { properties } = cluster;
  const target =
    parts.versions.resolve(written.properties?.kubernetesVersion ?? properties.currentKubernetesVersion) ??
    properties.currentKubernetesVersion;
  const upgrading = target !== properties.currentKubernetesVersion;
  const bodies = new Map(written.properties?.agentPoolProfiles?.map((pool) => [pool.name, pool]));
  const climbing = properties.agentPoolProfiles.filter(
    (pool) => upgrading && bodies.get(pool.name)?.orchestratorVersion === undefined,
  );
  parts.store.change(cluster, () => {
    properties.provisioningState = upgrading ? "Upgrading" : "Updating";
    properties.kubernetesVersion = target;
    cluster.tags = { ...(written.tags ?? cluster.tags) };
  });
  const finish = (state: string) => parts.store.change(cluster, () => (properties.provisioningState = state));
  const headers = parts.operations.begin({
    provider,
    operationId,
    resourceId: clusterId,
    durationMs: durationMs(parts.draw, upgrading ? "controlPlane" : "tags", { resourceId: clusterId }),
    succeed: () => {
      properties.currentKubernetesVersion = target;
      for (const pool of climbing) moveTo(pool, target);
      finish("Succeeded");
    },
    fail: () => finish("Failed"),
  });
  return { status: 200, headers, body: structuredClone(cluster) };
}

export function moveTo(pool: Pool, version: string): void {
  pool.orchestratorVersion = version;
  pool.currentOrchestratorVersion = version;
  pool.nodeImageVersion = nodeImageOf(version);
}
