import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { moveUsers } from "../phases/after-swap.ts";
import { building } from "../phases/building.ts";
import { planning } from "../phases/planning.ts";
import { verifying } from "../phases/verifying.ts";
import type { OperationInput } from "../run.ts";
import { operate } from "./operate.ts";
import { takeOver } from "./take-over.ts";

/**
 * After an upgrade has completed: the same way in the other direction, to the environment that was kept. Where one has not
 * completed, what it left unfinished is finished.
 */
export function rollback(context: OrchestrationContext): Story<OperationHead> {
  const input = context.df.getInput<OperationInput>();
  return input.unfinished === undefined ? rollbackOf(context) : takeOver(context, input, input.unfinished);
}

/** Away from a side that is sick or gone, everything is left out that only makes sense while that side is well. */
export function rollbackOf(context: OrchestrationContext): Story<OperationHead> {
  return operate(context, function* (run, pair, remember) {
    const plan = remember(yield* planning(run));
    // somebody else's rollback has brought them there meanwhile
    if (plan.active === run.input.to) return;
    const { stagedAt } = yield* building(run, plan);
    yield* verifying(run, plan, { pair, stagedAt });
    yield* moveUsers(run, plan, pair);
  });
}
