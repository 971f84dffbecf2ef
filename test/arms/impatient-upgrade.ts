import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import type { OrchestrationContext, Story } from "../../src/workflow/durable.ts";
import { carryOut } from "../../src/workflow/long-running.ts";
import { operate } from "../../src/workflow/orchestrators/operate.ts";
import { building } from "../../src/workflow/phases/building.ts";
import { deploying } from "../../src/workflow/phases/deploying.ts";
import { planning } from "../../src/workflow/phases/planning.ts";
import { upgrading } from "../../src/workflow/phases/upgrading.ts";
import { changeOf } from "../../src/workflow/phases/router-changes.ts";
import { verifying } from "../../src/workflow/phases/verifying.ts";
import { enter, note, ownerOf } from "../../src/workflow/run.ts";
import { stopCarelessly, writeCarelessly } from "./careless-steps.ts";

/** Believes ARM's Succeeded: writes the route, and stops the previous cluster while edges still send users there. */
export function impatientUpgrade(context: OrchestrationContext): Story<OperationHead> {
  return operate(context, function* (run, pair, remember) {
    const plan = remember(yield* planning(run));
    const { stagedAt } = yield* building(run, plan);
    yield* upgrading(run, plan);
    yield* deploying(run, plan);
    yield* verifying(run, plan, { pair, stagedAt });
    yield* enter(run, "swapping");
    const owner = ownerOf(run);
    yield* carryOut(run, {
      begin: writeCarelessly,
      input: { owner, change: changeOf(plan, { step: "swap" }) },
      poll: "pollRouter",
      resource: "the users' route",
      limitMinutes: 60,
    });
    note(run, "swap.completed", { to: plan.candidate });
    yield* enter(run, "retiring");
    const stop = {
      begin: stopCarelessly,
      input: { owner, color: plan.active },
      poll: "pollCluster",
      resource: "the previous cluster",
    } as const;
    yield* carryOut(run, { ...stop, limitMinutes: 120 });
    run.head = { ...run.head, active: plan.candidate };
  });
}
