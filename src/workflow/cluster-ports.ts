import type { Color } from "../domain/environment/pair.ts";
import type { SupportPlan } from "../domain/environment/support-calendar.ts";
import type { Attached, CopiedKind } from "../domain/upgrade/attached.ts";
import type { ClusterForm } from "../domain/upgrade/drift.ts";
import type { Difference } from "../domain/upgrade/difference.ts";
import type { Finding } from "../domain/upgrade/findings.ts";
import type { OperationId } from "../domain/upgrade/pair-record.ts";
import type { Room } from "../domain/upgrade/quota-findings.ts";
import type { Addressing } from "../domain/upgrade/subnet-findings.ts";

/** A long-running operation at ARM. Without a URL (it died with a process) the resource's own state is polled. */
export interface Handle {
  readonly resourceId: string;
  readonly statusUrl?: string;
  /** How long Azure asked to be left alone when it took the write. */
  readonly retryAfterSeconds?: number;
}

/**
 * `done`: the request was already true, so nothing was written. `busy`: something that nobody here has begun is under
 * way there; nothing was written, and the handle tells when it has ended.
 */
export type Begun =
  | { readonly kind: "begun"; readonly handle: Handle }
  | { readonly kind: "busy"; readonly handle: Handle; readonly doing: string }
  | { readonly kind: "done" };

export type Progress =
  | { readonly kind: "running"; readonly retryAfterSeconds: number }
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

export interface NodePool {
  readonly name: string;
  readonly mode: string;
  readonly count: number;
  /** The running patch version. */
  readonly version: string;
  readonly provisioningState: string;
  readonly powerState: string;
}

export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly provisioningState: string;
  readonly powerState: "Running" | "Stopped";
  /** `currentKubernetesVersion`: the running patch version of the control plane. */
  readonly version: string;
  readonly supportPlan: SupportPlan;
  /** Whose tokens its workloads sign in with; every build has its own. null: none. */
  readonly oidcIssuer: string | null;
  readonly pools: readonly NodePool[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface OfferedVersion {
  /** A full patch version, such as 1.36.4. */
  readonly version: string;
  readonly isPreview: boolean;
}

/** Which cluster is to be made after which, and what the pair file says of it. */
export interface CopyOrder {
  /** ARM ids. */
  readonly from: string;
  readonly to: string;
  readonly candidate: Color;
  readonly version: string;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly nodeResourceGroup: string | null;
}

export interface CopyPlan {
  readonly findings: readonly Finding[];
  readonly differences: readonly Difference[];
}

/** From which cluster to which, by ARM ids, and by what the pair's workloads come. */
export interface AttachOrder {
  readonly from: string;
  readonly to: string;
  readonly deployer: string;
}

export interface AttachedPlan {
  readonly attached: readonly Attached[];
  readonly findings: readonly Finding[];
}

export interface Clusters {
  find(clusterId: string): Promise<Cluster | undefined>;
  /** Every patch version a cluster can be created on in that region. */
  offeredVersions(clusterId: string, location: string): Promise<readonly OfferedVersion[]>;
  /** The versions this cluster's own upgrade profile lists next. */
  upgradeTargets(clusterId: string): Promise<readonly OfferedVersion[]>;
  /** What a copy would be, and what stands in its way. Writes nothing. */
  planCopy(order: CopyOrder): Promise<CopyPlan>;
  /** What machines a copy asks of its region, and what the region has for it. Writes nothing. */
  roomFor(order: CopyOrder): Promise<Room>;
  /** What addresses a copy asks of its subnets, and what they have free. Writes nothing. */
  addressingFor(order: CopyOrder): Promise<Addressing>;
  /**
   * Creates `to` as a copy of `from` on `version`, tagged with the operation; never overwrites: a cluster that
   * is there with our tag is adopted, any other is refused.
   */
  beginCopy(order: CopyOrder & { readonly operationId: OperationId }): Promise<Begun>;
  /** What hangs on `from` besides its body, and what becomes of it when `to` is made as its copy. Writes nothing. */
  planAttached(order: AttachOrder): Promise<AttachedPlan>;
  /** Which kinds `from` has something of that `to` lacks; one that cannot be read at `from` is in its plan's findings. */
  lackingAttached(order: { readonly from: string; readonly to: string }): Promise<readonly CopiedKind[]>;
  /** Writes the next of that kind that `from` has and `to` lacks; `done` when it lacks none. Nothing is overwritten. */
  beginCopyAttached(order: {
    readonly from: string;
    readonly to: string;
    readonly kind: CopiedKind;
  }): Promise<Begun>;
  /** In what two clusters differ now, each property with its reason; undefined: one of them is absent. */
  compare(order: {
    readonly active: string;
    readonly candidate: string;
    readonly overrides: Readonly<Record<string, unknown>>;
  }): Promise<readonly Difference[] | undefined>;
  beginStart(clusterId: string): Promise<Begun>;
  beginStop(clusterId: string): Promise<Begun>;
  beginUpgradeControlPlane(clusterId: string, version: string): Promise<Begun>;
  beginUpgradePool(clusterId: string, pool: string, version: string): Promise<Begun>;
  /** Raises the minima of autoscaled pools to their live counts, once; what they were is kept in the pools' tags. */
  beginHoldCapacity(clusterId: string): Promise<Begun>;
  beginRestoreCapacity(clusterId: string): Promise<Begun>;
  /** Gives `to` the auto-upgrade channels and maintenance windows of `from`; `done` where it has them. */
  beginRestoreAutoUpgrade(order: { readonly from: string; readonly to: string }): Promise<Begun>;
  /** Merges these tags into the cluster's own; a tag set to null is removed. */
  beginTag(clusterId: string, tags: Readonly<Record<string, string | null>>): Promise<Begun>;
  /** undefined where there is no cluster. */
  form(clusterId: string): Promise<ClusterForm | undefined>;
  poll(handle: Handle): Promise<Progress>;
}
