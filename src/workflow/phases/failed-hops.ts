import { answerTo, budgetsIn, isDrain } from "../../domain/upgrade/failed-hop.ts";
import type { Story } from "../durable.ts";
import type { Trouble } from "../errors.ts";
import { pause } from "../inbox.ts";
import { note, publish, type Run } from "../run.ts";
import { troubleOf } from "../turns.ts";
import { sleep, whileHeld } from "../waiting.ts";

interface HopStep {
  /** null: the control plane. */
  readonly pool: string | null;
  readonly version: string;
}

/** After so many tries, ten minutes apart, capacity is not coming by itself: a person is asked. */
const mostTries = 6;
const againSeconds = 600;

/**
 * One step of a hop. AKS resumes what has failed by the next PUT, so what passes is tried again and what a person can
 * mend waits for a person; only the rest stops. The candidate has no users, so nobody waits for it.
 */
export function* persevere(run: Run, step: HopStep, write: () => Story<void>): Story<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return yield* write();
    } catch (error) {
      const trouble = troubleOf(error);
      const answer = trouble === undefined ? "stop" : answerTo(trouble);
      if (trouble === undefined || answer === "stop") throw error;
      yield* answer === "retry" && tries < mostTries
        ? waitAwhile(run, step, trouble)
        : askPerson(run, step, trouble);
    }
  }
}

function* waitAwhile(run: Run, step: HopStep, { code, message, resource }: Trouble): Story<void> {
  note(run, "operation.waited", { for: `the hop to ${step.version}`, code, message, resource });
  yield* publish(run);
  yield* sleep(run, againSeconds);
}

function* askPerson(run: Run, { pool, version }: HopStep, trouble: Trouble): Story<void> {
  const what = pool === null ? "the control plane" : `the pool ${pool}`;
  const budgets = budgetsIn(trouble.message);
  if (isDrain(trouble)) note(run, "pool.drainFailed", { pool, version, budgets });
  const who = budgets.length === 0 ? "" : ` Budgets in the way: ${budgets.join(", ")}.`;
  pause(
    run,
    `${what} does not get to ${version}: [${trouble.code}] ${trouble.message}${who} Resume goes on with the hop.`,
  );
  yield* whileHeld(run);
}
