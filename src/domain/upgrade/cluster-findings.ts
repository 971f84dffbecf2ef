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

interface Condition {
  readonly id: string;
  readonly provisioningState: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly pools: readonly { readonly name: string; readonly provisioningState: string }[];
}

/** What of a cluster makes an upgrade slower, or is undone by somebody else. */
export const conditionFindings = (cluster: Condition): readonly Finding[] => [
  ...runningOperation(cluster),
  ...failedPools(cluster),
  ...otherOwners(cluster),
];

/** Azure carries out nothing there. */
export const isAtRest = (provisioningState: string): boolean =>
  ["Succeeded", "Failed", "Canceled"].includes(provisioningState);

function runningOperation({ id, provisioningState }: Condition): readonly Finding[] {
  if (isAtRest(provisioningState)) return [];
  return [
    warning("OPERATION_RUNNING", id, {
      message: `The cluster is ${provisioningState}, and Azure carries out one operation at a time: what an upgrade writes to it waits until that has ended.`,
      fix: `Wait for it: az aks wait --ids ${id} --updated; or abort it: az aks operation-abort --ids ${id}.`,
    }),
  ];
}

const failedPools = ({ id, pools }: Condition): readonly Finding[] =>
  pools
    .filter(({ provisioningState }) => provisioningState === "Failed")
    .map(({ name }) =>
      warning("POOL_FAILED", `${id}/agentPools/${name}`, {
        message: `The node pool ${name} is in the provisioning state Failed, as after a drain that did not end.`,
        fix: `Read why (az aks nodepool show --ids ${id}/agentPools/${name}), and write it once more: az aks update --ids ${id}.`,
      }),
    );

/** As tools and people mark what they keep as code. */
const ownershipMark = /terraform|opentofu|pulumi|crossplane|bicep|^azd-env-name$/i;

function otherOwners({ id, tags }: Condition): readonly Finding[] {
  const mark = Object.entries(tags).find(
    ([name, value]) => ownershipMark.test(name) || ownershipMark.test(value),
  );
  if (mark === undefined) return [];
  return [
    warning("OWNED_ELSEWHERE", id, {
      message: `The tag ${mark[0]}=${mark[1]} says that the cluster is kept as code elsewhere, which knows nothing of the other color and may write back versions and counts.`,
      fix: "Hold its runs while an upgrade goes on, and let it ignore the version, the pools' counts, tags and power state afterwards (Terraform: lifecycle ignore_changes).",
    }),
  ];
}
