import type { CommandMessage } from "../domain/upgrade/commands.ts";
import type { Trouble } from "./errors.ts";

/** Why a story leaves its straight way. Thrown by our own code only, so a replay throws it at the same place. */
export type Turn =
  | { readonly kind: "abort"; readonly command: CommandMessage | null; readonly why: string }
  | { readonly kind: "rollBack"; readonly command: CommandMessage | null; readonly why: string }
  | { readonly kind: "superseded"; readonly why: string }
  | { readonly kind: "stuck"; readonly trouble: Trouble };

export type Stuck = Extract<Turn, { kind: "stuck" }>;

export class TurnAround extends Error {
  readonly turn: Turn;

  constructor(turn: Turn) {
    super(turn.kind === "stuck" ? `[${turn.trouble.code}] ${turn.trouble.message}` : turn.why);
    this.name = "TurnAround";
    this.turn = turn;
  }
}

/** The trouble that a story is stuck on; undefined for every other turn, which is not to be caught. */
export function troubleOf(error: unknown): Trouble | undefined {
  return error instanceof TurnAround && error.turn.kind === "stuck" ? error.turn.trouble : undefined;
}

/** Throws where another operation has taken the pair. */
export function confirmNotSuperseded({ code, message }: Pick<Trouble, "code" | "message">): void {
  if (code === supersededCode) throw new TurnAround({ kind: "superseded", why: message });
}

export const supersededCode = "SUPERSEDED";

/** Anything that is not a turn of ours is a fault in the program: the operation stops where it is and says so. */
export function turnOf(error: unknown): Turn {
  if (error instanceof TurnAround) return error.turn;
  const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "An unknown fault.";
  return {
    kind: "stuck",
    trouble: {
      reaction: "stop",
      code: "UNEXPECTED",
      message,
      resource: "the function app",
      fix: "Read the log, then start again.",
    },
  };
}
