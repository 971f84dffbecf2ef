import { closeGate } from "../activities/gates.ts";
import type { Story } from "../durable.ts";
import { note, nowOf, ownerOf, publish, type Run } from "../run.ts";
import { attempt, supersededCode } from "../step.ts";
import { TurnAround } from "../turns.ts";
import { halt } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";

/**
 * Closes the candidate's gate, so that edges fall back to the standby within a few probes, also while Front Door takes
 * no write. Gives the seconds since `since`, or null where the lever is of no use and the route write must do alone.
 */
export function* pullLever(run: Run, plan: ActivePlan, since: Date): Story<number | null> {
  for (;;) {
    const pulled = yield* attempt(run.context, closeGate, {
      owner: ownerOf(run),
      color: plan.candidate,
      at: nowOf(run).toISOString(),
    });
    if (pulled.kind === "trouble") return yield* withoutLever(run, pulled.trouble);
    if (pulled.value.kind === "closed") {
      const seconds = Math.round((nowOf(run).getTime() - since.getTime()) / 1000);
      note(run, "gate.closed", { color: plan.candidate, seconds });
      yield* publish(run);
      return seconds;
    }
    const { kind, why } = pulled.value;
    note(run, "lever.refused", { color: plan.candidate, why });
    if (kind === "useless") return null;
    // neither side is known good: with both gates closed users would be spread over both
    yield* halt(run, `the way back is not well, so nothing was done: ${why}; resume looks again`);
  }
}

/** Nobody waits for a lever that cannot be reached: the route write is the other way back. */
function* withoutLever(run: Run, trouble: { code: string; message: string }): Story<null> {
  if (trouble.code === supersededCode) throw new TurnAround({ kind: "superseded", why: trouble.message });
  note(run, "lever.refused", { why: `[${trouble.code}] ${trouble.message}` });
  yield* publish(run);
  return null;
}
