import { otherColor, type Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { afterSwap, may, phaseOf, type CommandMessage } from "../../domain/upgrade/commands.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { operationIdOf, parseOperationId, type OperationId } from "../../domain/upgrade/pair-record.ts";
import { routerNames } from "../../domain/upgrade/router-findings.ts";
import { keptTag } from "../phases/retiring.ts";
import type { Doors, Ports } from "../ports.ts";
import type { OperationInput } from "../run.ts";
import { ownerOfPair, type Ownership } from "./owner.ts";
import type { PhaseForbids } from "./send-command.ts";

export type RollBackAnswer =
  | { readonly kind: "accepted"; readonly id: OperationId }
  | PhaseForbids
  | { readonly kind: "nothingToGoBackTo"; readonly resource: string; readonly why: string };

/** A running operation turns around itself; with none running, a rollback starts to the environment that was kept. */
export async function rollBack(doors: Doors, pair: Pair, command: CommandMessage): Promise<RollBackAnswer> {
  const owner = await ownerOfPair(doors.ports, doors.operations, pair.name);
  return owner.kind === "owned"
    ? turnAround(doors, pair, { owner, command })
    : startRollback(doors, pair, { owner, command });
}

/** The command, and beside it somebody who takes over when the owner stays silent. */
async function turnAround(
  { operations }: Doors,
  pair: Pair,
  { owner, command }: { owner: Extract<Ownership, { kind: "owned" }>; command: CommandMessage },
): Promise<RollBackAnswer> {
  const position = owner.head?.position ?? ({ phase: "planning" } as const);
  if (!may("rollBack", position)) {
    // asked twice, or by two people: the rollback that runs is the one that was wanted
    if (owner.id.endsWith("-rollback") || position.phase === "rollingBack")
      return { kind: "accepted", id: owner.id };
    return { kind: "phaseForbids", id: owner.id, position, allowed: owner.head?.allowed ?? [] };
  }
  await operations.send(owner.id, command);
  const epoch = (parseOperationId(owner.id)?.epoch ?? 0) + 1;
  const unfinished = { owner: owner.id, commandId: command.id };
  await operations.start(
    operationIdOf(pair.name, epoch, "rollback"),
    inputOf(pair, { epoch, command, deadOwner: owner.id, unfinished }),
  );
  return { kind: "accepted", id: owner.id };
}

async function startRollback(
  { ports, operations }: Doors,
  pair: Pair,
  { owner, command }: { owner: Extract<Ownership, { kind: "free" }>; command: CommandMessage },
): Promise<RollBackAnswer> {
  const left = await leftUnfinished(ports, pair, owner);
  const lack = left === undefined ? await whatLacks(ports, pair) : undefined;
  if (lack !== undefined) return lack;
  const epoch = (owner.record?.epoch ?? 0) + 1;
  const id = operationIdOf(pair.name, epoch, "rollback");
  const unfinished = left === undefined ? {} : { unfinished: { owner: left, commandId: null } };
  await operations.start(id, inputOf(pair, { epoch, command, deadOwner: owner.deadOwner, ...unfinished }));
  return { kind: "accepted", id };
}

function inputOf(
  pair: Pair,
  {
    command,
    ...rest
  }: Pick<OperationInput, "epoch" | "deadOwner" | "unfinished"> & { readonly command: CommandMessage },
): OperationInput {
  const { by, reason } = command;
  return { pair: pair.name, kind: "rollback", target: null, by, reason, ...rest };
}

/**
 * An operation that died or gave up after users had begun to move: its way back is the one to take. Asked of the newest
 * journal, for whoever took over from it may have died before it told anything.
 */
async function leftUnfinished(
  ports: Ports,
  pair: Pair,
  { record }: Extract<Ownership, { kind: "free" }>,
): Promise<OperationId | undefined> {
  const last = await ports.journals.newest(pair.name);
  if (last === undefined) return undefined;
  const isGateClosed = (record?.closedGate ?? null) !== null;
  return isGateClosed || hasLeftUsersBetween(last) ? last.id : undefined;
}

/** Nobody runs, so an operation without an outcome is dead. */
function hasLeftUsersBetween({ position, outcome }: OperationHead): boolean {
  const phase = phaseOf(position);
  const isAfterSwap = afterSwap.some((one) => one === phase) || phase === "rollingBack";
  return isAfterSwap && (outcome === null || outcome === "failed");
}

/** Only an environment that one of our operations has put away counts as a way back. */
async function whatLacks(ports: Ports, pair: Pair): Promise<RollBackAnswer | undefined> {
  const active = activeColor(await ports.router.read(pair));
  if (active === undefined) {
    const why =
      "The users' route points to no environment of the pair, so there is no telling which one is the other.";
    return { kind: "nothingToGoBackTo", resource: routerNames(pair).route, why };
  }
  const color = otherColor(active);
  const resource = pair.environments[color].clusterId;
  const kept = await ports.clusters.find(resource);
  if (kept === undefined) {
    return {
      kind: "nothingToGoBackTo",
      resource,
      why: `Users are on ${active}, and the ${color} cluster does not exist.`,
    };
  }
  if (kept.tags[keptTag] !== undefined) return undefined;
  const why = `Users are on ${active}, and no finished operation has kept ${color} as the way back.`;
  return { kind: "nothingToGoBackTo", resource, why };
}
