import type { Pair } from "../../domain/environment/pair.ts";
import { compareVersions, minorOf } from "../../domain/environment/versions.ts";
import { operationIdOf, type OperationId } from "../../domain/upgrade/pair-record.ts";
import type { Finding } from "../../domain/upgrade/findings.ts";
import { blockingFindings, type Plan } from "../../domain/upgrade/plan.ts";
import type { Doors } from "../ports.ts";
import type { OperationInput } from "../run.ts";
import { findPlan } from "./find-plan.ts";
import { ownerOfPair } from "./owner.ts";

export interface UpgradeRequest {
  /** A version or minor; null: what the pair's policy says. */
  readonly target: string | null;
  readonly by: string;
  readonly reason: string;
  /** Only a person's request overrules a hold. */
  readonly from: "person" | "notification";
}

export type StartAnswer =
  | { readonly kind: "started"; readonly id: OperationId }
  /** The same upgrade runs already. */
  | { readonly kind: "running"; readonly id: OperationId }
  | { readonly kind: "busy"; readonly id: OperationId; readonly doing: string }
  | { readonly kind: "held"; readonly id: OperationId; readonly outcome: string }
  | { readonly kind: "refused"; readonly finding: Finding };

/** Starts an upgrade unless one runs, the pair is held, or the plan can already be seen to fail. */
export async function startUpgrade(doors: Doors, pair: Pair, request: UpgradeRequest): Promise<StartAnswer> {
  const { ports, operations } = doors;
  const owner = await ownerOfPair(ports, operations, pair.name);
  if (owner.kind === "owned")
    return answerForRunning(owner.id, owner.head?.versions.target ?? null, request.target);
  const hold = owner.record?.hold ?? null;
  if (hold !== null && request.from === "notification")
    return { kind: "held", id: hold.operationId, outcome: hold.outcome };
  const epoch = (owner.record?.epoch ?? 0) + 1;
  const id = operationIdOf(pair.name, epoch, "upgrade");
  // between the start of an instance and its claim the record does not name it yet
  if ((await operations.instance(id))?.runtimeStatus === "running") return { kind: "running", id };
  const refusal = refusalIn(await findPlan(ports, pair, { kind: "upgrade", target: request.target }));
  if (refusal !== undefined) return { kind: "refused", finding: refusal };
  const { target, by, reason } = request;
  const input: OperationInput = {
    pair: pair.name,
    kind: "upgrade",
    epoch,
    target,
    deadOwner: owner.deadOwner,
    by,
    reason,
  };
  await operations.start(id, input);
  return { kind: "started", id };
}

function answerForRunning(id: OperationId, running: string | null, wanted: string | null): StartAnswer {
  const doing = id.endsWith("-upgrade")
    ? `an upgrade to ${running ?? "a version not resolved yet"}`
    : "a rollback";
  const same = id.endsWith("-upgrade") && (wanted === null || running === null || isSame(wanted, running));
  return same ? { kind: "running", id } : { kind: "busy", id, doing };
}

const isSame = (wanted: string, running: string): boolean =>
  compareVersions(wanted, running) === 0 || wanted === minorOf(running);

/** Seen before anything is started: an upgrade on these can only end in `failed`. */
const refusalIn = (plan: Plan): Finding | undefined => blockingFindings(plan)[0];
