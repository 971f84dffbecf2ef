import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { moveUsers } from "../phases/after-swap.ts";
import { approval } from "../phases/approval.ts";
import { building } from "../phases/building.ts";
import { deploying } from "../phases/deploying.ts";
import { confirmNoDrift } from "../phases/drift.ts";
import { planning } from "../phases/planning.ts";
import { upgrading } from "../phases/upgrading.ts";
import { verifying } from "../phases/verifying.ts";
import { operate } from "./operate.ts";

/** From the event to the previous environment offline. Whatever turns it around is in `operate`. */
export function upgrade(context: OrchestrationContext): Story<OperationHead> {
  return operate(context, function* (run, pair, remember) {
    const plan = remember(yield* planning(run));
    if (pair.approvals.start) yield* approval(run, { for: "start" });
    const { stagedAt } = yield* building(run, plan);
    yield* upgrading(run, plan);
    yield* deploying(run, plan);
    yield* verifying(run, plan, { pair, stagedAt });
    if (pair.approvals.swap) yield* approval(run, { for: "swap" });
    yield* confirmNoDrift(run, plan);
    yield* moveUsers(run, plan, pair);
  });
}
