import type { Pair } from "../../domain/environment/pair.ts";
import { compareVersions, minorOf } from "../../domain/environment/versions.ts";
import { phaseOf } from "../../domain/upgrade/commands.ts";
import { blocking, type Finding } from "../../domain/upgrade/findings.ts";
import { operationIdOf, type OperationId } from "../../domain/upgrade/pair-record.ts";
import { blockingFindings, type Plan } from "../../domain/upgrade/plan.ts";
import type { Doors, Ports } from "../ports.ts";
import type { OperationInput } from "../run.ts";
import { findPlan } from "./find-plan.ts";
import { hasLeftUsersBetween, ownerOfPair, type Ownership } from "./owner.ts";

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
  const owner = await ownerOfPair(doors.ports, doors.operations, pair.name);
  if (owner.kind === "owned") return answerForRunning(owner, request.target);
  return (
    holdOn(owner, request) ??
    (await leftBetween(doors.ports, pair, owner)) ??
    start(doors, pair, { owner, request })
  );
}

type Idle = Exclude<Ownership, { kind: "owned" }>;

/** What a person has to look at first is not overruled by an event or the timer. */
function holdOn(owner: Idle, request: UpgradeRequest): StartAnswer | undefined {
  if (request.from === "person") return undefined;
  if (owner.kind === "dead") return { kind: "held", id: owner.id, outcome: "without a word" };
  const hold = owner.record?.hold ?? null;
  return hold === null ? undefined : { kind: "held", id: hold.operationId, outcome: hold.outcome };
}

/** Users that an operation has left between two sides are not moved on to one that nobody has proven. */
async function leftBetween(ports: Ports, pair: Pair, owner: Idle): Promise<StartAnswer | undefined> {
  const head = owner.kind === "dead" ? owner.head : await ports.journals.newest(pair.name);
  if (!hasLeftUsersBetween(head, owner.record)) return undefined;
  const id = head?.id ?? pair.name;
  return {
    kind: "refused",
    finding: blocking("USERS_BETWEEN", id, {
      message: `${id} has moved users and did not finish, so they may be on both sides.`,
      fix: `Take them back with POST /api/pairs/${pair.name}/rollback, or bring the router to rest by hand, then ask again.`,
    }),
  };
}

async function start(
  { ports, operations }: Doors,
  pair: Pair,
  { owner, request }: { owner: Idle; request: UpgradeRequest },
): Promise<StartAnswer> {
  const { target, by, reason } = request;
  const epoch = (owner.record?.epoch ?? 0) + 1;
  const id = operationIdOf(pair.name, epoch, "upgrade");
  // between the start of an instance and its claim the record does not name it yet
  const under = await operations.instance(id);
  if (under?.runtimeStatus === "running") return sameOrBusy(id, under.input, target);
  const refusal = refusalIn(await findPlan(ports, pair, { kind: "upgrade", target }));
  if (refusal !== undefined) return { kind: "refused", finding: refusal };
  const deadOwner = owner.kind === "dead" ? owner.id : null;
  const input: OperationInput = { pair: pair.name, kind: "upgrade", epoch, target, deadOwner, by, reason };
  await operations.start(id, input);
  // of several that start at once one input wins, and only who asked for that is told yes
  const begun = await operations.instance(id);
  const answer = begun === undefined ? undefined : sameOrBusy(id, begun.input, target);
  return answer?.kind === "busy" ? answer : { kind: "started", id };
}

function sameOrBusy(id: OperationId, input: unknown, target: string | null): StartAnswer {
  const { target: taken = null } = (input ?? {}) as { target?: string | null };
  return taken === target
    ? { kind: "running", id }
    : { kind: "busy", id, doing: `an upgrade to ${taken ?? "what the pair's policy says"}` };
}

function answerForRunning(
  { id, head }: Extract<Ownership, { kind: "owned" }>,
  wanted: string | null,
): StartAnswer {
  const running = head?.versions.target ?? null;
  const isUpgrade = id.endsWith("-upgrade");
  const doing = isUpgrade ? `an upgrade to ${running ?? "a version not resolved yet"}` : "a rollback";
  const phase = head === undefined ? "planning" : phaseOf(head.position);
  if (phase === "aborting" || phase === "rollingBack")
    return { kind: "busy", id, doing: `${doing}, which is ${phase}` };
  const same = isUpgrade && (wanted === null || (running !== null && isSame(wanted, running)));
  return same ? { kind: "running", id } : { kind: "busy", id, doing };
}

const isSame = (wanted: string, running: string): boolean =>
  compareVersions(wanted, running) === 0 || wanted === minorOf(running);

/** Seen before anything is started: an upgrade on these can only end in `failed`. */
const refusalIn = (plan: Plan): Finding | undefined => blockingFindings(plan)[0];
