import {
  allowedCommands,
  may,
  type Command,
  type CommandMessage,
  type Position,
} from "../../domain/upgrade/commands.ts";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import type { Doors } from "../ports.ts";
import { hasLeftUsersBetween, ownerOfPair, type Ownership } from "./owner.ts";
import { askForWayBack } from "./roll-back.ts";

/** An operation runs, but not in a phase that allows this. */
export interface PhaseForbids {
  readonly kind: "phaseForbids";
  readonly id: OperationId;
  readonly position: Position;
  readonly allowed: readonly Command[];
}

/** The operation that was meant is not the one that owns the pair. */
export interface OtherOperation {
  readonly kind: "otherOperation";
  readonly asked: string;
  readonly id: OperationId | null;
}

export type CommandAnswer =
  | { readonly kind: "accepted"; readonly id: OperationId }
  | PhaseForbids
  | OtherOperation
  | { readonly kind: "nothingRuns" };

export interface CommandRequest {
  readonly message: CommandMessage;
  readonly operationId?: string | undefined;
}

/** Hands a command to the operation that owns the pair, where its phase allows it. */
export async function sendCommand(
  doors: Doors,
  pair: string,
  { message, operationId }: CommandRequest,
): Promise<CommandAnswer> {
  const owner = await ownerOfPair(doors.ports, doors.operations, pair);
  if (owner.kind === "free") return { kind: "nothingRuns" };
  const { id, head } = owner;
  if (operationId !== undefined && operationId !== id)
    return { kind: "otherOperation", asked: operationId, id };
  if (owner.kind === "dead") return finishDead(doors, pair, { owner, message });
  const position = head?.position ?? ({ phase: "planning" } as const);
  if (!may(message.command, position))
    return { kind: "phaseForbids", id, position, allowed: allowedCommands(position) };
  await doors.operations.send(id, message);
  return (await isTaken(doors, pair, { id, message }))
    ? { kind: "accepted", id }
    : { kind: "phaseForbids", id, position: { phase: position.phase } as Position, allowed: [] };
}

/** An operation may have ended just as it was asked: then nobody will ever take the command, and it is said. */
async function isTaken(
  { ports, operations }: Doors,
  pair: string,
  { id, message }: { id: OperationId; message: CommandMessage },
): Promise<boolean> {
  if ((await operations.instance(id))?.runtimeStatus === "running") return true;
  const document = await ports.journals.read(pair, id);
  return document?.journal.some((entry) => entry.data["commandId"] === message.id) === true;
}

/** What a dead operation left before the swap is put away by somebody else; after it, the way is a rollback. */
async function finishDead(
  doors: Doors,
  pair: string,
  { owner, message }: { owner: Extract<Ownership, { kind: "dead" }>; message: CommandMessage },
): Promise<CommandAnswer> {
  const { id, head, record } = owner;
  const isBetween = hasLeftUsersBetween(head, record);
  if (message.command !== "abort" || isBetween) {
    const position = head?.position ?? ({ phase: "planning" } as const);
    return { kind: "phaseForbids", id, position, allowed: [isBetween ? "rollBack" : "abort"] };
  }
  const unfinished = { owner: id, commandId: null };
  return { kind: "accepted", id: await askForWayBack(doors, { pair, command: message, unfinished }) };
}
