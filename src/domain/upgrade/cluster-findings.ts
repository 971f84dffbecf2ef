import type { Color } from "../environment/pair.ts";
import { blocking, type Finding } from "./findings.ts";

interface ClusterState {
  readonly provisioningState: string;
  readonly powerState: "Running" | "Stopped";
}

export const isServing = (cluster: ClusterState | null): boolean =>
  cluster?.powerState === "Running" && cluster.provisioningState !== "Deleting";

/** Whether the cluster that users are on is there and runs; null: it is absent. */
export function activeFinding(found: {
  readonly active: Color;
  readonly clusterId: string;
  readonly cluster: ClusterState | null;
}): readonly Finding[] {
  const { active, clusterId, cluster } = found;
  if (isServing(cluster)) return [];
  const how =
    cluster === null ? "absent" : cluster.powerState === "Running" ? cluster.provisioningState : "stopped";
  const message = `${active} is the active environment, but its cluster is ${how}.`;
  const fix = "Correct the pair file, start the cluster, or roll back to the other environment.";
  return [blocking("ACTIVE_NOT_RUNNING", clusterId, { message, fix })];
}
