import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { moveUsers } from "../phases/after-swap.ts";
import { building } from "../phases/building.ts";
import { planning } from "../phases/planning.ts";
import { verifying } from "../phases/verifying.ts";
import { operate, type StraightWay } from "./operate.ts";

/**
 * To the environment that was kept, by the same way in the other direction. Away from a side that is sick or gone,
 * everything is left out that only makes sense while that side is well.
 */
export const goBack: StraightWay = function* (run, pair, remember) {
  const plan = remember(yield* planning(run));
  // somebody else's rollback has brought them there meanwhile
  if (plan.active === run.input.to) return;
  const { stagedAt } = yield* building(run, plan);
  yield* verifying(run, plan, { pair, stagedAt });
  yield* moveUsers(run, plan, pair);
};

export const rollbackOf = (context: OrchestrationContext): Story<OperationHead> => operate(context, goBack);
