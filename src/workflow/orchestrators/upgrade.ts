import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { approval } from "../phases/approval.ts";
import { building } from "../phases/building.ts";
import { deploying } from "../phases/deploying.ts";
import { planning } from "../phases/planning.ts";
import { retiring } from "../phases/retiring.ts";
import { soaking } from "../phases/soaking.ts";
import { swapping } from "../phases/swapping.ts";
import { upgrading } from "../phases/upgrading.ts";
import { prove, verifying } from "../phases/verifying.ts";
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
    if (pair.approvals.swap) {
      yield* approval(run, { for: "swap" });
      // people take hours, and a proof grows old
      yield* prove(run, plan, { pair, ways: pair.steps.length === 1 ? "proof" : "origin" });
    }
    yield* swapping(run, plan, pair);
    yield* soaking(run, plan, pair);
    yield* retiring(run, plan, pair);
  });
}
