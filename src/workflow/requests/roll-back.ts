import { otherColor, type Color, type Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { may, type CommandMessage, type Position } from "../../domain/upgrade/commands.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { operationIdOf, parseOperationId, type OperationId } from "../../domain/upgrade/pair-record.ts";
import { routerNames } from "../../domain/upgrade/router-findings.ts";
import { keptTag } from "../../domain/environment/tags.ts";
import type { Doors, Ports } from "../ports.ts";
import type { OperationInput } from "../run.ts";
import { hasLeftUsersBetween, ownerOfPair, targetOf, type Ownership } from "./owner.ts";
import type { OtherOperation, PhaseForbids } from "./send-command.ts";

export type RollBackAnswer =
  | { readonly kind: "accepted"; readonly id: OperationId }
  | PhaseForbids
  | OtherOperation
  | { readonly kind: "nothingToGoBackTo"; readonly resource: string; readonly why: string };

export interface RollBackRequest {
  readonly command: CommandMessage;
  /** Where users are to be; without it, where a rollback goes from where the pair stands. */
  readonly to?: Color | undefined;
  /** The operation that is meant; another one is not touched. */
  readonly operationId?: string | undefined;
}

/**
 * Takes users to a side, and is the same rollback however often it is asked for: a running operation that goes there
 * goes on, one that goes elsewhere turns around, and with none running a rollback starts to the environment that was
 * kept.
 */
export async function rollBack(doors: Doors, pair: Pair, request: RollBackRequest): Promise<RollBackAnswer> {
  const owner = await ownerOfPair(doors.ports, doors.operations, pair.name);
  const id = owner.kind === "free" ? (await doors.ports.journals.newest(pair.name))?.id : owner.id;
  if (request.operationId !== undefined && request.operationId !== id)
    return { kind: "otherOperation", asked: request.operationId, id: id ?? null };
  switch (owner.kind) {
    case "owned":
      return turnAround(doors, pair, { owner, request });
    case "dead":
      return finishDead(doors, pair, { owner, request });
    case "free":
      return startRollback(doors, pair, { owner, request });
    default:
      return owner satisfies never;
  }
}

/** The command, and beside it somebody who takes over when the owner stays silent. */
async function turnAround(
  doors: Doors,
  pair: Pair,
  { owner, request }: { owner: Extract<Ownership, { kind: "owned" }>; request: RollBackRequest },
): Promise<RollBackAnswer> {
  const { id, head } = owner;
  // asked twice, or by two people: what runs is what was wanted
  if (isSame(owner, request.to)) return { kind: "accepted", id };
  const position: Position = head?.position ?? { phase: "planning" };
  const back = backOf(head);
  const isAsked = request.to === undefined || request.to === back;
  if (!isAsked || !may("rollBack", position))
    return { kind: "phaseForbids", id, position, allowed: head?.allowed ?? [] };
  const { command } = request;
  await askForWayBack(doors, { pair: pair.name, command, unfinished: { owner: id, commandId: command.id } });
  return { kind: "accepted", id };
}

const backOf = (head: OperationHead | undefined): Color | undefined =>
  head?.candidate == null ? undefined : otherColor(head.candidate);

/** Whether an operation is a rollback already, to where it is asked for. */
function isSame(
  { id, head }: { id: OperationId; head: OperationHead | undefined },
  to: Color | undefined,
): boolean {
  const goesTo = head === undefined ? undefined : targetOf(head);
  const isRollback = id.endsWith("-rollback") || (goesTo !== undefined && goesTo === backOf(head));
  return isRollback && (to === undefined || goesTo === undefined || to === goesTo);
}

/** What the watch asks for, too. The newcomer finishes what the owner does not; until then it writes nothing. */
export async function askForWayBack(
  { operations }: Pick<Doors, "operations">,
  order: {
    readonly pair: string;
    readonly command: CommandMessage;
    readonly unfinished: NonNullable<OperationInput["unfinished"]>;
  },
): Promise<OperationId> {
  const { pair, command, unfinished } = order;
  const { owner, commandId } = unfinished;
  // begun first: should the command not get there, somebody is there to do it
  const epoch = (parseOperationId(owner)?.epoch ?? 0) + 1;
  const id = operationIdOf(pair, epoch, "rollback");
  await operations.start(id, inputOf({ pair, epoch, command, deadOwner: owner, unfinished }));
  if (commandId !== null) await operations.send(owner, command);
  return id;
}

/** Its instance is gone, so there is nobody to ask: what it left is finished, before the swap by an abort. */
async function finishDead(
  doors: Doors,
  pair: Pair,
  { owner, request }: { owner: Extract<Ownership, { kind: "dead" }>; request: RollBackRequest },
): Promise<RollBackAnswer> {
  const back = backOf(owner.head);
  if (request.to !== undefined && back !== undefined && request.to !== back) {
    const why = `${owner.id} has ended without a word, and from it the way leads to ${back} only.`;
    return { kind: "nothingToGoBackTo", resource: owner.id, why };
  }
  const unfinished = { owner: owner.id, commandId: null };
  const id = await askForWayBack(doors, { pair: pair.name, command: request.command, unfinished });
  return { kind: "accepted", id };
}

async function startRollback(
  { ports, operations }: Doors,
  pair: Pair,
  { owner, request }: { owner: Extract<Ownership, { kind: "free" }>; request: RollBackRequest },
): Promise<RollBackAnswer> {
  const { command, to } = request;
  const { record } = owner;
  // asked of the newest journal, for whoever took over from it may have died before it told anything
  const last = await ports.journals.newest(pair.name);
  const left = hasLeftUsersBetween(last, record) ? last : undefined;
  const lack = left === undefined ? await whatLacks(ports, pair, to) : undefined;
  if (lack !== undefined) return lack;
  const epoch = (record?.epoch ?? 0) + 1;
  const id = operationIdOf(pair.name, epoch, "rollback");
  const unfinished = left === undefined ? {} : { unfinished: { owner: left.id, commandId: null } };
  const target = to === undefined ? {} : { to };
  await operations.start(
    id,
    inputOf({ pair: pair.name, epoch, command, deadOwner: null, ...unfinished, ...target }),
  );
  return { kind: "accepted", id };
}

function inputOf({
  command,
  ...rest
}: Pick<OperationInput, "pair" | "epoch" | "deadOwner" | "unfinished" | "to"> & {
  readonly command: CommandMessage;
}): OperationInput {
  const { by, reason } = command;
  return { kind: "rollback", target: null, by, reason, ...rest };
}

/** Only an environment that one of our operations has put away counts as a way back. */
async function whatLacks(
  ports: Ports,
  pair: Pair,
  to: Color | undefined,
): Promise<Extract<RollBackAnswer, { kind: "nothingToGoBackTo" }> | undefined> {
  const active = activeColor(await ports.router.read(pair));
  const lacks = (resource: string, why: string) => ({ kind: "nothingToGoBackTo", resource, why }) as const;
  if (active === undefined) {
    const why =
      "The users' route points to no environment of the pair, so there is no telling which one is the other.";
    return lacks(routerNames(pair).route, why);
  }
  if (to === active) return lacks(pair.environments[to].clusterId, `Users are on ${to} already.`);
  const color = otherColor(active);
  const resource = pair.environments[color].clusterId;
  const kept = await ports.clusters.find(resource);
  if (kept === undefined)
    return lacks(resource, `Users are on ${active}, and the ${color} cluster does not exist.`);
  if (kept.tags[keptTag] !== undefined) return undefined;
  const why = `Users are on ${active}, and no finished operation has kept ${color} as the way back.`;
  return lacks(resource, why);
}
