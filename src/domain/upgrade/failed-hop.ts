/** What is done about a step of a hop that Azure could not take: tried again, left to a person, or given up. */
export type HopAnswer = "retry" | "wait" | "stop";

/**
 * By AKS's own codes (learn.microsoft.com/troubleshoot/azure/azure-kubernetes, "upgrade and update operations"). Every
 * `retry` and `wait` is resumed by the very same PUT; any other code stops.
 */
const answers: ReadonlyMap<string, HopAnswer> = new Map(
  Object.entries({
    // capacity of a zone or region comes and goes
    AllocationFailed: "retry",
    ZonalAllocationFailed: "retry",
    OverconstrainedAllocationRequest: "retry",
    OverconstrainedZonalAllocationRequest: "retry",
    InternalOperationError: "retry",
    InternalServerError: "retry",
    OperationPreempted: "retry",
    Throttled: "retry",
    TooManyRequests: "retry",
    // only a person makes room, or lets pods go
    PodDrainFailure: "wait",
    QuotaExceeded: "wait",
    PublicIPCountLimitReached: "wait",
    SubnetIsFull: "wait",
    InsufficientSubnetSize: "wait",
    ScopeLocked: "wait",
    // somebody has aborted it
    Canceled: "wait",
  } as const),
);

interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A cause may stand inside: `ReconcileVMSSAgentPoolFailed` tells `Code="AllocationFailed"` in its text. */
export function answerTo(failure: Failure): HopAnswer {
  if (isDrain(failure)) return "wait";
  const inner = /\bcode="?\\?"?(\w+)/i.exec(failure.message)?.[1] ?? "";
  return answers.get(failure.code) ?? answers.get(inner) ?? "stop";
}

/** AKS says `UpgradeFailed`, or `PodDrainFailure`, and who could not be evicted. */
export const isDrain = ({ code, message }: Failure): boolean =>
  code === "PodDrainFailure" || /\bdrain (of |node )|\bdebugdrainfailures\b/i.test(message);

/** The budgets that have kept pods where they are, as AKS names them: `ns/pod blocked by pdb NAME with …`. */
export const budgetsIn = (message: string): readonly string[] => [
  ...new Set(
    [...message.matchAll(/(?:([\w.-]+)\/[\w.-]+ )?blocked by pdb ([\w.-]+)/gi)].map(([, namespace, name]) =>
      namespace === undefined ? `${name}` : `${namespace}/${name}`,
    ),
  ),
];
