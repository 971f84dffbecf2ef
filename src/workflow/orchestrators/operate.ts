import type { Pair } from "../../domain/environment/pair.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { keepPair, readPair, type PairRef } from "../activities/pair-of.ts";
import { claimPair } from "../activities/record.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { aborting } from "../phases/aborting.ts";
import { end, supersededHead } from "../phases/ending.ts";
import { failureOf, untilDone } from "../phases/after-swap.ts";
import type { ActivePlan } from "../phases/planning.ts";
import { rollingBack } from "../phases/rolling-back.ts";
import { openRun, pairRefOf, type OperationInput, type Run } from "../run.ts";
import { attempt, persist } from "../step.ts";
import { turnOf, type Turn } from "../turns.ts";

export type StraightWay = (run: Run, pair: Pair, remember: (plan: ActivePlan) => ActivePlan) => Story<void>;

/** One operation from claim to release: goes the straight way, and whatever turns it around ends it well. */
export function* operate(context: OrchestrationContext, straightWay: StraightWay): Story<OperationHead> {
  const run = openRun(context, context.df.getInput<OperationInput>());
  const known: Known = { pair: undefined, plan: undefined };
  try {
    // read before the claim: a pair whose file is gone must not leave a claimed record behind
    const pair = yield* persist(context, readPair, refOf(run.input));
    const superseded = yield* claim(run);
    if (superseded !== undefined) return supersededHead(run, superseded);
    yield* keep(run, pair);
    known.pair = pair;
    yield* straightWay(run, pair, (made) => (known.plan = made));
    return yield* end(run, "completed", null);
  } catch (error) {
    return yield* turnAround(run, turnOf(error), known);
  }
}

/** Whoever takes over has users to take back: the pair as the former owner has kept it is there all the same. */
function* keep(run: Run, pair: Pair): Story<void> {
  const order = { ...pairRefOf(run), content: pair };
  if (run.input.unfinished === undefined) yield* persist(run.context, keepPair, order);
  else yield* attempt(run.context, keepPair, order);
}

/** Whoever finishes what another has begun goes by the pair as that one had claimed it. */
const refOf = ({ pair, unfinished }: OperationInput): PairRef => ({
  pair,
  ...(unfinished === undefined ? {} : { operationId: unfinished.owner }),
});

function* claim(run: Run): Story<string | undefined> {
  const { pair, epoch, deadOwner, by, reason } = run.input;
  const answer = yield* persist(run.context, claimPair, {
    pair,
    operationId: run.id,
    epoch,
    deadOwner,
    by,
    reason,
  });
  return answer.kind === "superseded" ? answer.by : undefined;
}

interface Known {
  plan: ActivePlan | undefined;
  pair: Pair | undefined;
}

function* turnAround(run: Run, turn: Turn, known: Known): Story<OperationHead> {
  try {
    switch (turn.kind) {
      case "abort":
        yield* aborting(run, known.plan, turn.why);
        return yield* end(run, "aborted", turn.why);
      case "rollBack": {
        const { plan, pair } = known;
        if (plan !== undefined && pair !== undefined)
          yield* untilDone(run, () => rollingBack(run, plan, { pair, why: turn.why }));
        return yield* end(run, run.isTakeOver ? "completed" : "rolledBack", turn.why);
      }
      case "superseded":
        return supersededHead(run, turn.why);
      case "stuck":
        return yield* end(run, "failed", failureOf(turn.trouble));
      default:
        return turn satisfies never;
    }
  } catch (error) {
    const next = turnOf(error);
    if (next.kind !== "stuck") return yield* turnAround(run, next, known);
    // when the way out is stuck as well, users stay where they are and a person is told
    return yield* end(run, "failed", failureOf(next.trouble));
  }
}
