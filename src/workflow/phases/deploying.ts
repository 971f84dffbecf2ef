import { beginDeploy, readWorkloads } from "../activities/deployer.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, nowOf, ownerOf, pairRefOf, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { call, sleep } from "../waiting.ts";
import { confirmNoDrift } from "./drift.ts";
import type { ActivePlan } from "./planning.ts";
import { confirmOwnHand } from "./router-changes.ts";

const [readyMinutes, lookEverySeconds] = [60, 30];

/** Brings the workloads over by the pair's deployer and waits until the deployer calls them all there. */
export function* deploying(run: Run, plan: ActivePlan): Story<void> {
  yield* enter(run, "deploying");
  yield* confirmOwnHand(run, plan);
  yield* confirmNoDrift(run, plan);
  yield* carryOut(run, {
    begin: beginDeploy,
    input: { owner: ownerOf(run), from: plan.active, to: plan.candidate },
    poll: "pollDeployer",
    resource: `workloads on the ${plan.candidate} cluster`,
    limitMinutes: readyMinutes,
  });
  const deadline = nowOf(run).getTime() + readyMinutes * 60_000;
  for (;;) {
    const { ready, waitingFor } = yield* call(run, readWorkloads, {
      ...pairRefOf(run),
      color: plan.candidate,
    });
    if (ready) break;
    if (nowOf(run).getTime() > deadline) throw notReady(plan, waitingFor);
    yield* sleep(run, lookEverySeconds);
  }
  note(run, "workloads.deployed");
}

const notReady = (plan: ActivePlan, waitingFor: string): TurnAround =>
  new TurnAround({
    kind: "stuck",
    trouble: {
      reaction: "stop",
      code: "WORKLOADS_NOT_READY",
      message: `After ${readyMinutes} minutes it still waits for ${waitingFor}.`,
      resource: `workloads on the ${plan.candidate} cluster`,
      fix: "Look at the deployer's own messages, mend the cause, then start the upgrade again.",
    },
  });
