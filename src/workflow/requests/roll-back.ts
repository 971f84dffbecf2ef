import { otherColor, type Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { may, type CommandMessage } from "../../domain/upgrade/commands.ts";
import { operationIdOf, type OperationId } from "../../domain/upgrade/pair-record.ts";
import { keptTag } from "../phases/retiring.ts";
import type { Doors, Ports } from "../ports.ts";
import type { OperationInput } from "../run.ts";
import { ownerOfPair } from "./owner.ts";
import type { PhaseForbids } from "./send-command.ts";

export type RollBackAnswer =
  | { readonly kind: "accepted"; readonly id: OperationId }
  | PhaseForbids
  | { readonly kind: "nothingToGoBackTo"; readonly resource: string; readonly why: string };

/** A running operation turns around itself; with none running, a rollback starts to the environment that was kept. */
export async function rollBack(doors: Doors, pair: Pair, command: CommandMessage): Promise<RollBackAnswer> {
  const { ports, operations } = doors;
  const owner = await ownerOfPair(ports, operations, pair.name);
  if (owner.kind === "owned") {
    const position = owner.head?.position ?? ({ phase: "planning" } as const);
    if (may("rollBack", position)) {
      await operations.send(owner.id, command);
      return { kind: "accepted", id: owner.id };
    }
    // asked twice, or by two people: the rollback that runs is the one that was wanted
    if (owner.id.endsWith("-rollback") || position.phase === "rollingBack")
      return { kind: "accepted", id: owner.id };
    return { kind: "phaseForbids", id: owner.id, position, allowed: owner.head?.allowed ?? [] };
  }
  const lack = await whatLacks(ports, pair);
  if (lack !== undefined) return lack;
  const epoch = (owner.record?.epoch ?? 0) + 1;
  const id = operationIdOf(pair.name, epoch, "rollback");
  const { by, reason } = command;
  const { deadOwner } = owner;
  const input: OperationInput = {
    pair: pair.name,
    kind: "rollback",
    epoch,
    target: null,
    deadOwner,
    by,
    reason,
  };
  await operations.start(id, input);
  return { kind: "accepted", id };
}

/** Only an environment that one of our operations has put away counts as a way back. */
async function whatLacks(ports: Ports, pair: Pair): Promise<RollBackAnswer | undefined> {
  const active = activeColor(await ports.router.read(pair));
  if (active === undefined) {
    const why =
      "The users' route points to no environment of the pair, so there is no telling which one is the other.";
    return { kind: "nothingToGoBackTo", resource: pair.router.routeIds[0] ?? pair.name, why };
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
