import type { Json } from "./json.ts";

/** How the clusters are at the start; a copy has what its body brings. */
export interface OwnersClusters {
  /** They act as this application instead of by a managed identity. */
  readonly servicePrincipal?: string;
  /** Node auto-provisioning makes their nodes: none of them can be stopped. */
  readonly autoProvisioned?: boolean;
  readonly supportPlan?: SupportPlan;
  /** Beside the pool `system`, in whatever state they were left. */
  readonly pools?: readonly OwnersPool[];
  /** What hangs on blue, by its path below the cluster. */
  readonly attached?: Readonly<Record<string, Json>>;
}

export type SupportPlan = "KubernetesOfficial" | "AKSLongTermSupport";

export interface OwnersPool {
  readonly name: string;
  /** If it is not said: Succeeded. */
  readonly provisioningState?: string;
  readonly isStopped?: boolean;
}
