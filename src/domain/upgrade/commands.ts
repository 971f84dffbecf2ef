import type { Phase } from "./phases.ts";

export const commands = ["approve", "pause", "resume", "abort", "rollBack"] as const;

export type Command = (typeof commands)[number];

/** What a person asked of a running operation, as it travels in the one external event `command`. */
export interface CommandMessage {
  readonly command: Command;
  readonly id: string;
  readonly by: string;
  readonly reason: string;
}

/** Phases before the swap: no user's traffic has moved yet. */
export const beforeSwap = [
  "planning",
  "waitingForApproval",
  "building",
  "upgrading",
  "deploying",
  "verifying",
] as const satisfies readonly Phase[];

const pausable = [
  "building",
  "upgrading",
  "deploying",
  "verifying",
  "soaking",
] as const satisfies readonly Phase[];
/** Users have begun to move, so the way out is the way back. */
export const afterSwap = ["swapping", "soaking", "retiring"] as const satisfies readonly Phase[];

/** Which command is allowed where: HTTP API, rehearsal and tests all read it here. */
export const allowedIn = {
  approve: ["waitingForApproval"],
  pause: pausable,
  resume: ["paused", "halted"],
  abort: beforeSwap,
  rollBack: afterSwap,
} as const satisfies Readonly<Record<Command, readonly Phase[]>>;

/** Where an operation stands; `in` is the phase that was left to pause or halt. */
export type Position =
  | { readonly phase: Exclude<Phase, "paused" | "halted"> }
  | { readonly phase: "paused" | "halted"; readonly in: Phase };

/** The phase an operation is in, looking through a pause or halt. */
export const phaseOf = (position: Position): Phase => ("in" in position ? position.in : position.phase);

export function may(command: Command, position: Position): boolean {
  const listed: readonly Phase[] = allowedIn[command];
  if (listed.includes(position.phase)) return true;
  // abort and roll back follow the phase that was left: a pause must not take away a way out
  if (position.phase !== "paused" && position.phase !== "halted") return false;
  return (command === "abort" || command === "rollBack") && listed.includes(position.in);
}

export const allowedCommands = (position: Position): readonly Command[] =>
  commands.filter((command) => may(command, position));
