import type { GuardAnswer } from "../../domain/guards/guard.ts";
import { OutsideError } from "../errors.ts";

/** What stands in the way may pass, so the write may be asked for again; `GUARD_REFUSED`: a person has to look. */
export const guardCodes = { waits: "GUARD_WAITS", refused: "GUARD_REFUSED" } as const;

/** Lets a write through, or throws what its guard says against it. Nothing has been written then. */
export function obey(answer: GuardAnswer, write: { what: string; resource: string }): void {
  if (answer.kind === "go") return;
  throw new OutsideError({
    reaction: answer.passes ? "later" : "stop",
    code: answer.passes ? guardCodes.waits : guardCodes.refused,
    message: `Not ${write.what}: ${answer.why}.`,
    resource: write.resource,
    fix: answer.passes
      ? "It is asked again."
      : "Look at the router and both environments; nothing was written.",
  });
}
