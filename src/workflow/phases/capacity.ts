import { beginHoldCapacity, beginRestoreCapacity } from "../activities/capacity.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { note, ownerOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import type { ActivePlan } from "./planning.ts";

const limitMinutes = 120;

/** Capacity is part of the way back: once users have left, autoscaling would shrink what they may need again. */
export function* holdCapacity(run: Run, plan: ActivePlan): Story<void> {
  yield* carryOut(run, { ...orderOn(run, plan), begin: beginHoldCapacity });
  note(run, "capacity.held", { color: plan.active });
  yield* publish(run);
}

/** Nobody is harmed by minima that stay up, so trouble is told and the story goes on. */
export function* restoreCapacity(run: Run, plan: ActivePlan): Story<void> {
  try {
    yield* carryOut(run, { ...orderOn(run, plan), begin: beginRestoreCapacity, attempts: 5 });
    note(run, "capacity.restored", { color: plan.active });
    yield* publish(run);
  } catch (error) {
    if (!(error instanceof TurnAround) || error.turn.kind !== "stuck") throw error;
    const message = `${plan.active}'s pool minima stay at their live counts: ${error.message}`;
    note(run, "operation.waited", { for: "beginRestoreCapacity", message });
  }
}

const orderOn = (run: Run, plan: ActivePlan) =>
  ({
    input: { owner: ownerOf(run), color: plan.active },
    poll: "pollCluster",
    resource: `the node pools of the ${plan.active} cluster`,
    limitMinutes,
  }) as const;
