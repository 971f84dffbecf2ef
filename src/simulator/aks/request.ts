import type { ArmRequest, Draw, LongRunningOperations } from "../joints.ts";
import type { ClusterStore } from "./store.ts";
import type { Versions } from "./versions.ts";

/** What every operation on clusters needs. */
export interface AksParts {
  readonly draw: Draw;
  readonly store: ClusterStore;
  readonly versions: Versions;
  readonly operations: LongRunningOperations;
  readonly location: string;
  /** A stopped cluster runs again: its workloads come back. */
  readonly started: (id: string) => void;
}

/** One request for one cluster. */
export interface AksRequest {
  readonly parts: AksParts;
  readonly request: ArmRequest;
  readonly operationId: string;
  readonly clusterId: string;
  /** What stands behind the cluster in the path. */
  readonly names: readonly string[];
}

export function poolView(clusterId: string, pool: { name: string }): object {
  const { name, ...properties } = pool;
  return {
    id: `${clusterId}/agentPools/${name}`,
    name,
    type: "Microsoft.ContainerService/managedClusters/agentPools",
    properties,
  };
}
