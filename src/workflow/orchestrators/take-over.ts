import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { readOwnersWord, readUnfinished, terminateOwner } from "../activities/owner.ts";
import { readRouter } from "../activities/router.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { note, openRun, pairRefOf, publish, type OperationInput, type Run } from "../run.ts";
import { attempt, persist } from "../step.ts";
import { TurnAround } from "../turns.ts";
import { call } from "../waiting.ts";
import { supersededHead } from "../phases/ending.ts";
import type { ActivePlan } from "../phases/planning.ts";
import { operate } from "./operate.ts";
import { rollbackOf } from "./rollback.ts";

/** An owner has this long to acknowledge a rollback; the wait is a durable timer, never one inside a request. */
const acknowledgeSeconds = 60;

type Left = NonNullable<OperationInput["unfinished"]>;

/**
 * Finishes what an operation does not: one that stays silent, or has ended in the middle. The claim under the next
 * epoch fences it before anything is written. One that had just completed when it was asked is rolled back after all,
 * for that was the answer.
 */
export function* takeOver(
  context: OrchestrationContext,
  input: OperationInput,
  left: Left,
): Story<OperationHead> {
  const { owner, commandId } = left;
  if (commandId !== null) {
    const due = context.df.currentUtcDateTime.getTime() + acknowledgeSeconds * 1000;
    yield context.df.createTimer(new Date(due));
    const word = yield* persist(context, readOwnersWord, { pair: input.pair, owner, commandId });
    if (word.hasAcknowledged || (word.outcome !== null && word.outcome !== "completed"))
      return supersededHead(openRun(context, input), owner);
    if (word.outcome === "completed") return yield* rollbackOf(context);
  }
  return yield* operate(context, function* (run, _pair, remember) {
    // claimed: whatever the former owner still does is fenced by the epoch, and now it ends
    yield* call(run, terminateOwner, { owner, by: run.id });
    note(run, "owner.superseded", { owner });
    const unfinished = yield* call(run, readUnfinished, { pair: run.input.pair, owner });
    run.expectsTraffic = unfinished.expectsTraffic;
    run.formerAddress = unfinished.formerAddress;
    if (unfinished.plan !== null) yield* learn(run, remember(unfinished.plan));
    yield* publish(run);
    const why = `${input.by}: ${input.reason}`;
    throw new TurnAround({ kind: unfinished.hasMovedUsers ? "rollBack" : "abort", command: null, why });
  });
}

function* learn(run: Run, plan: ActivePlan): Story<void> {
  const { active, candidate, versions, wayBack } = plan;
  run.head = { ...run.head, active: candidate, candidate, versions, wayBack };
  note(run, "rollback.started", { by: run.input.by, reason: run.input.reason, to: active });
  const found = yield* attempt(run.context, readRouter, pairRefOf(run));
  if (found.kind === "ok") run.router = found.value;
}
