import {
  allowedCommands,
  may,
  type Command,
  type CommandMessage,
  type Position,
} from "../../domain/upgrade/commands.ts";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import type { Doors } from "../ports.ts";
import { ownerOfPair } from "./owner.ts";

/** An operation runs, but not in a phase that allows this. */
export interface PhaseForbids {
  readonly kind: "phaseForbids";
  readonly id: OperationId;
  readonly position: Position;
  readonly allowed: readonly Command[];
}

export type CommandAnswer =
  | { readonly kind: "accepted"; readonly id: OperationId }
  | PhaseForbids
  | { readonly kind: "nothingRuns" };

/** Hands a command to the operation that owns the pair, where its phase allows it. */
export async function sendCommand(
  doors: Doors,
  pair: string,
  message: CommandMessage,
): Promise<CommandAnswer> {
  const owner = await ownerOfPair(doors.ports, doors.operations, pair);
  if (owner.kind === "free") return { kind: "nothingRuns" };
  const position = owner.head?.position ?? ({ phase: "planning" } as const);
  if (!may(message.command, position)) {
    return { kind: "phaseForbids", id: owner.id, position, allowed: allowedCommands(position) };
  }
  await doors.operations.send(owner.id, message);
  return { kind: "accepted", id: owner.id };
}
