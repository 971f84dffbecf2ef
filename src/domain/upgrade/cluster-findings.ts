import type { Color } from "../environment/pair.ts";
import { blocking, warning, type Finding } from "./findings.ts";

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

const monthMs = 30.44 * 86_400_000;

/**
 * AKS keeps a stopped cluster for twelve months (learn.microsoft.com/azure/aks/start-stop-cluster). Told from ten on:
 * a start brings it back in time, and an upgrade is one.
 */
export function stoppedFinding(
  clusterId: string,
  stoppedAt: string | undefined,
  at: string,
): readonly Finding[] {
  const months = (Date.parse(at) - Date.parse(stoppedAt ?? "")) / monthMs;
  // NaN where nobody knows
  if (!(months >= 10)) return [];
  const message = `The kept cluster stands still since ${stoppedAt}; AKS keeps it for twelve months at most.`;
  const fix =
    months >= 12
      ? "If it does not start any more, delete it and upgrade again: another one is built."
      : "Upgrade, or start it, before the twelve months are over.";
  return [warning("KEPT_STOPPED_LONG", clusterId, { message, fix })];
}
