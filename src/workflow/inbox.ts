import { commands, may, phaseOf, type CommandMessage, type Position } from "../domain/upgrade/commands.ts";
import type { Task } from "./durable.ts";
import { moveTo, note, type Run } from "./run.ts";
import { TurnAround } from "./turns.ts";

const eventName = "command";

/**
 * A fresh waiter for the next command. Each is listed in exactly one `Task.any` and kept until it is served:
 * a task listed again would be started again by the extension, and a waiter left behind swallows a command.
 */
export function listen(run: Run): Task {
  const waiter = run.context.df.waitForExternalEvent(eventName);
  run.waiters.push(waiter);
  return waiter;
}

/**
 * Takes every command that has arrived and does what it asks; throws when the story must turn around. Called
 * before every wait, too: a command may have come while an activity ran. True when anything came.
 */
export function heed(run: Run): boolean {
  const messages = served(run);
  for (const message of messages) if (isCommand(message)) obey(run, message);
  return messages.length > 0;
}

/** The last look into the inbox: what has come too late is journaled as such. */
export function refuseRest(run: Run, why: string): void {
  for (const message of served(run)) {
    if (!isCommand(message)) continue;
    const { command, by, reason, id: commandId } = message;
    note(run, "command.refused", { command, by, reason, commandId, why });
  }
}

/** Waiters are served last in, first out: the youngest served one holds the oldest command. */
function served(run: Run): readonly unknown[] {
  const done = run.waiters.filter((waiter) => waiter.isCompleted).toReversed();
  run.waiters = run.waiters.filter((waiter) => !waiter.isCompleted);
  return done.map((waiter) => waiter.result);
}

/** Events reach an instance also past our HTTP API, so nothing is taken for granted. */
function isCommand(data: unknown): data is CommandMessage {
  if (typeof data !== "object" || data === null) return false;
  const { command, by, reason } = data as Partial<Record<string, unknown>>;
  return commands.some((known) => known === command) && typeof by === "string" && typeof reason === "string";
}

function obey(run: Run, message: CommandMessage): void {
  const { command, by, reason, id: commandId } = message;
  const position = run.head.position;
  const said = { command, by, reason, phase: position.phase, commandId };
  if (!may(command, position)) return note(run, "command.refused", said);
  note(run, "command.received", said);
  switch (command) {
    case "approve":
      run.approved = true;
      return;
    case "pause":
      pause(run, `${by}: ${reason}`);
      return;
    case "resume":
      resume(run);
      return;
    case "abort":
    case "rollBack":
      throw new TurnAround({ kind: command, command: message, why: `${by}: ${reason}` });
    default:
      command satisfies never;
  }
}

/** What is under way at Azure goes on; the story stops before its next step. */
export function pause(run: Run, why: string): void {
  if (isHeld(run.head.position)) return;
  moveTo(run, { phase: "paused", in: phaseOf(run.head.position) }, why);
  note(run, "operation.paused", { in: phaseOf(run.head.position), why });
}

function resume(run: Run): void {
  const phase = phaseOf(run.head.position);
  if (phase === "paused" || phase === "halted") return;
  moveTo(run, { phase }, null);
  note(run, "operation.resumed", { in: phase });
}

export const isHeld = (position: Position): boolean =>
  position.phase === "paused" || position.phase === "halted";
