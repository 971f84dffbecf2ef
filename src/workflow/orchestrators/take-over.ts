import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { watchIdOf } from "../../domain/upgrade/pair-record.ts";
import { readOwnersWord, readUnfinished, terminateOwner, type Unfinished } from "../activities/owner.ts";
import { readPair } from "../activities/pair-of.ts";
import { readRouter } from "../activities/router.ts";
import { startWatch } from "../activities/watching.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { supersededHead } from "../phases/ending.ts";
import { watchInputOf } from "../phases/evidence.ts";
import type { ActivePlan } from "../phases/planning.ts";
import { note, openRun, ownerOf, pairRefOf, publishOnce, type OperationInput, type Run } from "../run.ts";
import { attempt, persist } from "../step.ts";
import { TurnAround } from "../turns.ts";
import { call } from "../waiting.ts";
import { operate } from "./operate.ts";
import { goBack, rollbackOf } from "./go-back.ts";

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
  yield* watchBeforeClaim(context, input, owner);
  return yield* operate(context, function* (run, pair, remember) {
    // claimed: whatever the former owner still does is fenced by the epoch, so its end is asked for but not waited for
    const ended = yield* attempt(context, terminateOwner, { owner, by: run.id });
    if (ended.kind === "trouble") note(run, "operation.waited", { for: "terminateOwner", ...ended.trouble });
    note(run, "owner.superseded", { owner });
    if (yield* hasCompleted(run, left)) return yield* goBack(run, pair, remember);
    const unfinished = yield* call(run, readUnfinished, { pair: run.input.pair, owner });
    learn(run, unfinished);
    if (unfinished.plan !== null) yield* learnPlan(run, remember(unfinished.plan));
    yield* publishOnce(run);
    const why = `${input.by}: ${input.reason}`;
    throw new TurnAround({ kind: unfinished.hasMovedUsers ? "rollBack" : "abort", command: null, why });
  });
}

/**
 * Begun before the claim, which ends the former owner's watch: should this very instance die in between, somebody still
 * looks at both environments.
 */
function* watchBeforeClaim(
  context: OrchestrationContext,
  input: OperationInput,
  owner: Left["owner"],
): Story<void> {
  const run = openRun(context, input);
  const unfinished = yield* attempt(context, readUnfinished, { pair: input.pair, owner });
  const pair = yield* attempt(context, readPair, { pair: input.pair, operationId: owner });
  if (unfinished.kind === "trouble" || pair.kind === "trouble") return;
  const { plan, hasMovedUsers, expectsTraffic } = unfinished.value;
  if (plan === null || !hasMovedUsers) return;
  const known = { owner: ownerOf(run), plan, pair: pair.value, baseline: null, expectsTraffic };
  yield* attempt(context, startWatch, { id: watchIdOf(run.id), input: watchInputOf(known) });
}

/** It may have ended well between the first question and the claim. */
function* hasCompleted(run: Run, { owner, commandId }: Left): Story<boolean> {
  if (commandId === null) return false;
  const word = yield* call(run, readOwnersWord, { pair: run.input.pair, owner, commandId });
  return word.outcome === "completed";
}

function learn(run: Run, { expectsTraffic, formerAddress, twins, stopSentBy }: Unfinished): void {
  run.isTakeOver = true;
  run.expectsTraffic = expectsTraffic;
  run.formerAddress = formerAddress;
  run.twins = twins;
  run.stopSentBy = stopSentBy;
}

function* learnPlan(run: Run, plan: ActivePlan): Story<void> {
  const { active, candidate, versions, wayBack } = plan;
  run.head = { ...run.head, active: candidate, candidate, versions, wayBack };
  note(run, "rollback.started", { by: run.input.by, reason: run.input.reason, to: active });
  const found = yield* attempt(run.context, readRouter, pairRefOf(run));
  if (found.kind === "ok") run.router = found.value;
}
