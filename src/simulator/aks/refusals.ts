import type { ArmAnswer } from "../joints.ts";

/** The resource provider's own errors are bare; those of ARM's front are inside `error`. */
const bare = (status: number, code: string, message: string): ArmAnswer => ({
  status,
  body: { code, message, details: [], subcode: "" },
});

export const notFound = (id: string): ArmAnswer => ({
  status: 404,
  body: {
    error: {
      code: "ResourceNotFound",
      message: `The Resource '${id.split("/providers/").at(-1) ?? id}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    },
  },
});

export const anotherOperation = (state: string): ArmAnswer =>
  bare(
    409,
    "OperationNotAllowed",
    `Operation is not allowed: Another operation (${state}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
  );

export const stopped = (name: string): ArmAnswer =>
  bare(400, "OperationNotAllowed", `The cluster ${name} is stopped; it can only be started or deleted.`);

export const preconditionFailed = (): ArmAnswer =>
  bare(412, "PreconditionFailed", "The resource exists already.");

export const versionNotSupported = (version: string): ArmAnswer =>
  bare(
    400,
    "K8sVersionNotSupported",
    `Managed cluster is on version ${version} which is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region.`,
  );

export const minorSkipped = (from: string, to: string): ArmAnswer =>
  bare(
    400,
    "OperationNotAllowed",
    `Upgrading Kubernetes version ${from} to ${to} is not allowed. Available upgrades: only the next minor version.`,
  );

export const poolTooNew = (pool: string, controlPlane: string): ArmAnswer =>
  bare(
    400,
    "NodePoolMcVersionIncompatible",
    `Node pool version ${pool} and control plane version ${controlPlane} are incompatible. Minor version of node pool version is bigger than control plane version.`,
  );

export const imageNotWritable = (): ArmAnswer =>
  bare(
    400,
    "InvalidParameter",
    "The value of parameter agentPoolProfile.nodeImageVersion is invalid: it triggers a rollback and only recently used versions are allowed.",
  );
