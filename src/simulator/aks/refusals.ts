import type { ArmAnswer } from "../joints.ts";
import type { Cluster, Pool } from "./cluster.ts";

/** AKS's own errors are flat; only ARM's are wrapped in `error`. */
export const flat = (status: number, code: string, message: string): ArmAnswer => ({
  status,
  body: { code, message, details: [], subcode: "" },
});

export const notFound = (resourceId: string): ArmAnswer => ({
  status: 404,
  body: { error: { code: "ResourceNotFound", message: `The Resource '${resourceId}' was not found.` } },
});

export const busy = (cluster: Cluster): ArmAnswer =>
  flat(
    409,
    "OperationNotAllowed",
    `Operation is not allowed: Another operation (${cluster.provisioningState}) is in progress, please wait for it to finish before starting a new operation.`,
  );

/** Final, though one of its statuses is also that of a conflict which passes. */
export const cannotStop = (cluster: Cluster, status: 400 | 409): ArmAnswer =>
  flat(
    status,
    status === 400 ? "ValidationError" : "OperationNotAllowed",
    `Stopping the managed cluster '${cluster.name}' is not supported: node auto-provisioning is enabled.`,
  );

/**
 * Whether a write to that pool can begin now. Pools are upgraded side by side; everything else waits for what is under
 * way (learn.microsoft.com/azure/aks/manage-node-pools, "Limitations").
 */
export function poolObstacle(cluster: Cluster, pool: Pool | undefined): ArmAnswer | undefined {
  const isBeside = pool?.provisioningState !== "Upgrading" && isAnyUpgrading(cluster);
  return isBeside && pool !== undefined ? undefined : obstacle(cluster);
}

export const isAnyUpgrading = ({ pools }: Cluster): boolean =>
  pools.some((pool) => pool.provisioningState === "Upgrading");

/** Whether a write to the cluster or below it can begin now. */
export function obstacle(cluster: Cluster): ArmAnswer | undefined {
  if (cluster.isBusy) return busy(cluster);
  if (cluster.power === "Running") return undefined;
  return flat(
    400,
    "OperationNotAllowed",
    "Operation is not allowed: the managed cluster is stopped. Start it first.",
  );
}
