import type { ArmAnswer } from "../joints.ts";
import type { Cluster } from "./cluster.ts";
import { anotherOperation, notFound, stopped } from "./refusals.ts";

const busyStates = new Set([
  "Creating",
  "Updating",
  "Upgrading",
  "Starting",
  "Stopping",
  "Deleting",
  "Scaling",
]);

/** One operation at a time on a cluster and all its pools; a stopped one can only be started or deleted. */
export function refusalFor(
  cluster: Cluster | undefined,
  id: string,
  allowStopped: boolean,
): ArmAnswer | undefined {
  if (cluster === undefined) return notFound(id);
  const { provisioningState, powerState, agentPoolProfiles } = cluster.properties;
  if (busyStates.has(provisioningState)) return anotherOperation(provisioningState);
  const pool = agentPoolProfiles.find((one) => busyStates.has(one.provisioningState));
  if (pool !== undefined) return anotherOperation(`${pool.name} - ${pool.provisioningState}`);
  return powerState.code === "Stopped" && !allowStopped ? stopped(cluster.name) : undefined;
}
