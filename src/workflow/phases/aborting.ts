import { otherColor } from "../../domain/environment/pair.ts";
import { isInUse } from "../../domain/guards/reach.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { isAtRest } from "../../domain/upgrade/cluster-findings.ts";
import { beginStop, readCluster } from "../activities/clusters.ts";
import { guardCodes } from "../activities/guarded.ts";
import { readRouter } from "../activities/router.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, nowOf, ownerOf, pairRefOf, publish, type Run } from "../run.ts";
import { TurnAround, troubleOf } from "../turns.ts";
import { call, sleep } from "../waiting.ts";
import { restoreAddress } from "./address.ts";
import { restoreCapacity } from "./capacity.ts";
import { removeCredentials } from "./credentials.ts";
import type { ActivePlan } from "./planning.ts";

/** Azure finishes what is under way there before it lets a cluster be stopped. */
const settleMinutes = 240;

/** No traffic has moved, so there is nothing to roll back: the candidate is stopped and kept. */
export function* aborting(run: Run, plan: ActivePlan | undefined, why: string): Story<void> {
  yield* enter(run, "aborting");
  run.head = { ...run.head, why };
  if (plan === undefined) return;
  yield* confirmNobodyMoved(run, plan);
  yield* restoreAddress(run, plan);
  yield* restoreCapacity(run, plan);
  yield* stopCandidate(run, plan);
  yield* removeCredentials(run, plan);
}

/** An abort that finds users on the candidate, by whoever's hand, is a rollback. */
function* confirmNobodyMoved(run: Run, plan: ActivePlan): Story<void> {
  const router = yield* call(run, readRouter, pairRefOf(run));
  if (!isInUse(router, plan.candidate) || activeColor(router) === undefined) return;
  const why = `users can reach ${plan.candidate} already, so they are taken back to ${otherColor(plan.candidate)}`;
  throw new TurnAround({ kind: "rollBack", command: null, why });
}

/** The standby entry stays enabled in the candidate's group: nobody is routed there, so it is harmless. */
export function* stopCandidate(run: Run, plan: ActivePlan): Story<void> {
  const deadline = nowOf(run).getTime() + settleMinutes * 60_000;
  for (;;) {
    const cluster = yield* call(run, readCluster, { ...pairRefOf(run), color: plan.candidate });
    if (cluster === null || cluster.powerState === "Stopped") return;
    if (isAtRest(cluster.provisioningState) || nowOf(run).getTime() > deadline) break;
    yield* sleep(run, 60);
  }
  yield* stopOrLeave(run, plan);
}

/** A cluster that cannot be stopped, or that somebody leads users to, costs money but harms nobody: said, and left. */
function* stopOrLeave(run: Run, plan: ActivePlan): Story<void> {
  try {
    yield* carryOut(run, {
      begin: beginStop,
      input: { owner: ownerOf(run), color: plan.candidate, expectsTraffic: run.expectsTraffic },
      poll: "pollCluster",
      resource: `the ${plan.candidate} cluster`,
      limitMinutes: 120,
    });
    note(run, "candidate.stopped", { color: plan.candidate });
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    const isInUseAgain = trouble.code === guardCodes.refused;
    note(run, "operation.waited", {
      for: "beginStop",
      message: `${plan.candidate} goes on running${isInUseAgain ? ", for it is not out of use" : ""}: ${trouble.message}`,
    });
    yield* publish(run);
  }
}
