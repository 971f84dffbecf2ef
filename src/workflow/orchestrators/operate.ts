import type { Pair } from "../../domain/environment/pair.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { readPair } from "../activities/pair-of.ts";
import { claimPair } from "../activities/record.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { aborting } from "../phases/aborting.ts";
import { end, supersededHead } from "../phases/ending.ts";
import type { ActivePlan } from "../phases/planning.ts";
import { rollingBack } from "../phases/rolling-back.ts";
import { nowOf, openRun, type OperationInput, type Run } from "../run.ts";
import { persist } from "../step.ts";
import { turnOf, type Turn } from "../turns.ts";
import { halt } from "../waiting.ts";

type StraightWay = (run: Run, pair: Pair, remember: (plan: ActivePlan) => ActivePlan) => Story<void>;

/** One operation from claim to release: goes the straight way, and whatever turns it around ends it well. */
export function* operate(context: OrchestrationContext, straightWay: StraightWay): Story<OperationHead> {
  const run = openRun(context, context.df.getInput<OperationInput>());
  const superseded = yield* claim(run);
  if (superseded !== undefined) return supersededHead(run, superseded);
  // read once: an edit of the pair file takes effect with the next operation
  const pair = yield* persist(context, readPair, { pair: run.input.pair });
  let plan: ActivePlan | undefined;
  try {
    yield* straightWay(run, pair, (made) => (plan = made));
    return yield* end(run, "completed", null);
  } catch (error) {
    return yield* turnAround(run, turnOf(error), { plan, pair });
  }
}

function* claim(run: Run): Story<string | undefined> {
  const { pair, epoch, deadOwner, by, reason } = run.input;
  const at = nowOf(run).toISOString();
  const wanted = { pair, operationId: run.id, epoch, deadOwner, by, reason, at };
  const answer = yield* persist(run.context, claimPair, wanted);
  return answer.kind === "superseded" ? answer.by : undefined;
}

interface Known {
  readonly plan: ActivePlan | undefined;
  readonly pair: Pair;
}

function* turnAround(run: Run, turn: Turn, known: Known): Story<OperationHead> {
  try {
    switch (turn.kind) {
      case "abort":
        yield* aborting(run, known.plan, turn.why);
        return yield* end(run, "aborted", turn.why);
      case "rollBack":
        if (known.plan !== undefined)
          yield* rollingBack(run, known.plan, { pair: known.pair, why: turn.why });
        return yield* end(run, "rolledBack", turn.why);
      case "superseded":
        return supersededHead(run, turn.why);
      case "stuck":
        // users may be on both sides: only a person knows which is good
        if (run.head.position.phase === "swapping")
          yield* halt(run, `${failureOf(turn)} Roll back, or resume to end here.`);
        return yield* end(run, "failed", failureOf(turn));
      default:
        return turn satisfies never;
    }
  } catch (error) {
    const next = turnOf(error);
    // when the way out is stuck as well, users stay where they are and a person is told
    return next.kind === "stuck"
      ? yield* end(run, "failed", failureOf(next))
      : yield* turnAround(run, next, known);
  }
}

function failureOf(turn: Turn): string {
  if (turn.kind !== "stuck") return turn.why;
  const { code, message, resource, fix } = turn.trouble;
  return `[${code}] ${resource}: ${message} ${fix}`;
}
