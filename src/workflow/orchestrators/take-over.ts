import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { readUnfinished, readAcknowledged, terminateOwner } from "../activities/owner.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { rollingBack } from "../phases/rolling-back.ts";
import { note, openRun, publish, type OperationInput } from "../run.ts";
import { persist } from "../step.ts";
import { call } from "../waiting.ts";
import { supersededHead } from "../phases/ending.ts";
import { operate } from "./operate.ts";

/** An owner has this long to acknowledge a rollback; the wait is a durable timer, never one inside a request. */
const acknowledgeSeconds = 60;

/**
 * Finishes the rollback of an operation that does not: one that stays silent, or has ended in the middle. The claim
 * under the next epoch fences it before anything is written.
 */
export function* takeOver(
  context: OrchestrationContext,
  input: OperationInput,
  unfinished: NonNullable<OperationInput["unfinished"]>,
): Story<OperationHead> {
  if (unfinished.commandId !== null) {
    const due = context.df.currentUtcDateTime.getTime() + acknowledgeSeconds * 1000;
    yield context.df.createTimer(new Date(due));
    const { owner, commandId } = unfinished;
    if (yield* persist(context, readAcknowledged, { pair: input.pair, owner, commandId }))
      return supersededHead(openRun(context, input), unfinished.owner);
  }
  return yield* operate(context, function* (run, pair, remember) {
    // claimed: whatever the former owner still does is fenced by the epoch, and now it ends
    yield* call(run, terminateOwner, { owner: unfinished.owner, by: run.id });
    note(run, "owner.superseded", { owner: unfinished.owner });
    const plan = remember(yield* call(run, readUnfinished, { pair: pair.name, owner: unfinished.owner }));
    const { active, candidate, versions } = plan;
    run.head = { ...run.head, active: candidate, candidate, versions, wayBack: plan.wayBack };
    note(run, "rollback.started", { by: input.by, reason: input.reason, to: active });
    yield* publish(run);
    yield* rollingBack(run, plan, { pair, why: input.reason });
  });
}
