import { beginStop, readCluster } from "../activities/clusters.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, nowOf, ownerOf, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { call, sleep } from "../waiting.ts";
import { restoreAddress } from "./address.ts";
import { restoreCapacity } from "./capacity.ts";
import type { ActivePlan } from "./planning.ts";

/** Azure finishes what is under way there before it lets a cluster be stopped. */
const settleMinutes = 240;

/** No traffic has moved, so there is nothing to roll back: the candidate is stopped and kept. */
export function* aborting(run: Run, plan: ActivePlan | undefined, why: string): Story<void> {
  yield* enter(run, "aborting");
  run.head = { ...run.head, why };
  if (plan === undefined) return;
  yield* restoreAddress(run, plan);
  yield* restoreCapacity(run, plan);
  yield* stopCandidate(run, plan);
}

/** The standby entry stays enabled in the candidate's group: nobody is routed there, so it is harmless. */
export function* stopCandidate(run: Run, plan: ActivePlan): Story<void> {
  const deadline = nowOf(run).getTime() + settleMinutes * 60_000;
  for (;;) {
    const cluster = yield* call(run, readCluster, { pair: plan.pair, color: plan.candidate });
    if (cluster === null || cluster.powerState === "Stopped") return;
    if (isAtRest(cluster.provisioningState) || nowOf(run).getTime() > deadline) break;
    yield* sleep(run, 60);
  }
  yield* stopOrLeave(run, plan);
}

const isAtRest = (provisioningState: string): boolean =>
  ["Succeeded", "Failed", "Canceled"].includes(provisioningState);

/** A cluster that cannot be stopped costs money but harms nobody: said, and left. */
function* stopOrLeave(run: Run, plan: ActivePlan): Story<void> {
  try {
    yield* carryOut(run, {
      begin: beginStop,
      input: { owner: ownerOf(run), color: plan.candidate },
      poll: "pollCluster",
      resource: `the ${plan.candidate} cluster`,
      limitMinutes: 120,
    });
    note(run, "candidate.stopped", { color: plan.candidate });
  } catch (error) {
    if (!(error instanceof TurnAround) || error.turn.kind !== "stuck") throw error;
    note(run, "operation.waited", {
      for: "beginStop",
      message: `${plan.candidate} goes on running: ${error.message}`,
    });
  }
}
