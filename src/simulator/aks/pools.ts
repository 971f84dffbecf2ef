import type { ArmAnswer, ArmRequest } from "../joints.ts";
import type { Cluster, Pool } from "./cluster.ts";
import { nodeImageOf, nodesOf, planOf, poolBody, poolSettingsOf } from "./cluster.ts";
import {
  newPool,
  nodeImageRefused,
  poolVersionObjection,
  upgradeObjection,
  wishedVersion,
} from "./cluster-writes.ts";
import type { Json } from "./json.ts";
import { jsonOf, textOf } from "./json.ts";
import { flat, notFound, obstacle, poolObstacle } from "./refusals.ts";
import type { Region } from "./region.ts";

export interface PoolPlace {
  readonly cluster: Cluster;
  readonly name: string;
}

export const findPool = ({ cluster, name }: PoolPlace): Pool | undefined =>
  cluster.pools.find((pool) => pool.name.toLowerCase() === name.toLowerCase());

export function putPool(region: Region, request: ArmRequest, place: PoolPlace): ArmAnswer {
  const { cluster } = place;
  const existing = findPool(place);
  const refused = poolObstacle(cluster, existing);
  if (refused !== undefined) return refused;
  const properties = jsonOf(jsonOf(request.body)["properties"]);
  const pool = existing ?? newPool(region, { ...properties, name: place.name }, cluster.currentVersion);
  const image = properties["nodeImageVersion"];
  if (image !== undefined && image !== nodeImageOf(pool)) return nodeImageRefused;
  const version = wishedVersion(region, pool.currentVersion, textOf(properties["orchestratorVersion"]));
  const objection =
    poolVersionObjection(region, version, {
      control: cluster.currentVersion,
      plan: planOf(cluster.settings),
    }) ?? upgradeObjection(region, { from: pool.currentVersion, to: version }, cluster.settings);
  if (objection !== undefined && version !== pool.currentVersion) return objection;
  const settings = { ...pool.settings, ...poolSettingsOf(properties) };
  const outOfRange = autoscalerObjection(settings);
  if (outOfRange !== undefined) return outOfRange;
  pool.settings = autoscaled(settings);
  if (existing === undefined) cluster.pools = [...cluster.pools, pool];
  return beginPoolWork(region, request, { cluster, pool, version, isNew: existing === undefined });
}

/** learn.microsoft.com/azure/aks/cluster-autoscaler: both bounds are needed, and a system pool keeps a node. */
function autoscalerObjection(settings: Json): ArmAnswer | undefined {
  const { enableAutoScaling, minCount, maxCount, mode } = settings;
  if (enableAutoScaling !== true) return undefined;
  const least = mode === "User" ? 0 : 1;
  const isGood =
    typeof minCount === "number" && typeof maxCount === "number" && least <= minCount && minCount <= maxCount;
  if (isGood) return undefined;
  return flat(
    400,
    "InvalidParameter",
    `With enableAutoScaling, minCount and maxCount must be given, minCount at least ${least} and not above maxCount.`,
  );
}

/** The autoscaler brings the count into its bounds at once; otherwise it never moves here. */
function autoscaled(settings: Json): Json {
  const { enableAutoScaling, minCount, maxCount, count } = settings;
  if (enableAutoScaling !== true || typeof minCount !== "number" || typeof maxCount !== "number")
    return settings;
  const wished = typeof count === "number" ? count : minCount;
  return { ...settings, count: Math.min(Math.max(wished, minCount), maxCount) };
}

function beginPoolWork(
  region: Region,
  request: ArmRequest,
  work: { readonly cluster: Cluster; readonly pool: Pool; readonly version: string; readonly isNew: boolean },
): ArmAnswer {
  const { cluster, pool, version, isNew } = work;
  const isUpgrade = version !== pool.currentVersion;
  const perNode = Array.from({ length: isUpgrade ? nodesOf(pool) : 0 }, () =>
    region.durationMs("poolUpgradePerNode", request.path),
  );
  pool.version = version;
  pool.provisioningState = isUpgrade ? "Upgrading" : "Updating";
  if (isNew) pool.provisioningState = "Creating";
  const headers = region.begin({
    cluster,
    request,
    operationId: "AgentPools_CreateOrUpdate",
    state: isUpgrade ? "Upgrading" : "Updating",
    durationMs: isUpgrade
      ? perNode.reduce((sum, ms) => sum + ms, 0)
      : region.durationMs("update", request.path),
    done: () => {
      pool.currentVersion = version;
      pool.provisioningState = "Succeeded";
    },
    failed: () => {
      pool.provisioningState = "Failed";
    },
  });
  return { status: isNew ? 201 : 200, headers, body: poolBody(cluster, pool) };
}

export function deletePool(region: Region, request: ArmRequest, place: PoolPlace): ArmAnswer {
  const { cluster } = place;
  const pool = findPool(place);
  if (pool === undefined) return notFound(request.path);
  const refused = obstacle(cluster) ?? (cluster.pools.length === 1 ? lastPool : undefined);
  if (refused !== undefined) return refused;
  pool.provisioningState = "Deleting";
  const headers = region.begin({
    cluster,
    request,
    operationId: "AgentPools_Delete",
    state: "Updating",
    durationMs: region.durationMs("delete", request.path),
    done: () => {
      cluster.pools = cluster.pools.filter((one) => one !== pool);
    },
    failed: () => {
      pool.provisioningState = "Failed";
    },
  });
  return { status: 202, headers };
}

/** A cluster keeps at least one pool in mode System (learn.microsoft.com/azure/aks/use-system-pools). */
const lastPool = flat(400, "OperationNotAllowed", "There has to be at least one system agent pool.");
