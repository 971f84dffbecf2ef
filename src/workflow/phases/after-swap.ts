import type { Pair } from "../../domain/environment/pair.ts";
import type { Story } from "../durable.ts";
import type { Trouble } from "../errors.ts";
import type { Run } from "../run.ts";
import { turnOf } from "../turns.ts";
import { halt } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";
import { retiring } from "./retiring.ts";
import { soaking } from "./soaking.ts";
import { swapping } from "./swapping.ts";

/** From the write that moves users to the previous environment offline. */
export function* moveUsers(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  for (const phase of [swapping, soaking, retiring]) yield* untilDone(run, () => phase(run, plan, pair));
}

/**
 * Users may be on both sides, so a story that is stuck does not just end: it halts, watched, and a person resumes it or
 * takes users back.
 */
export function* untilDone(run: Run, phase: () => Story<void>): Story<void> {
  for (;;) {
    try {
      return yield* phase();
    } catch (error) {
      const turn = turnOf(error);
      if (turn.kind !== "stuck") throw error;
      yield* halt(run, `${failureOf(turn.trouble)} Roll back, or resume to try it again.`);
    }
  }
}

export const failureOf = ({ code, message, resource, fix }: Trouble): string =>
  `[${code}] ${resource}: ${message} ${fix}`;
