import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { building } from "../phases/building.ts";
import { planning } from "../phases/planning.ts";
import { retiring } from "../phases/retiring.ts";
import { soaking } from "../phases/soaking.ts";
import { swapping } from "../phases/swapping.ts";
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
  if (input.unfinished !== undefined) return takeOver(context, input, input.unfinished);
  return operate(context, function* (run, pair, remember) {
    const plan = remember(yield* planning(run));
    const { stagedAt } = yield* building(run, plan);
    yield* verifying(run, plan, { pair, stagedAt });
    yield* swapping(run, plan, pair);
    yield* soaking(run, plan, pair);
    yield* retiring(run, plan, pair);
  });
}
