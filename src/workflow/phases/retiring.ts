import type { Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { nextWrite } from "../../domain/swap/protocol.ts";
import { isQuiet, propagationMinutes } from "../../domain/swap/traffic.ts";
import { beginStop, beginTag } from "../activities/clusters.ts";
import { readRouter } from "../activities/router.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, nowOf, ownerOf, publish, type Run } from "../run.ts";
import { call, halt, sleep } from "../waiting.ts";
import { settledTraffic } from "./arrival.ts";
import { restoreCapacity } from "./capacity.ts";
import type { ActivePlan } from "./planning.ts";
import { reconcile, changeOf } from "./router-changes.ts";

/** Marks the environment that users can be taken back to. */
export const keptTag = "bluegreen-kept-by";

/** Users that still reach the previous environment after this long need a person's eyes. */
const quietDeadlineMinutes = 240;

/** Takes the previous environment offline, on evidence: its entry gone from every edge, then quiet, then the stop. */
export function* retiring(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  yield* enter(run, "retiring");
  yield* reconcile(run, plan, { step: "retire" });
  const disabledAt = nowOf(run);
  note(run, "standby.disabled", { group: plan.candidate, origin: plan.active });
  yield* publish(run);
  yield* sleep(run, propagationMinutes * 60);
  yield* waitForQuiet(run, plan, { pair, since: disabledAt });
  yield* confirmIdle(run, plan);
  yield* putAway(run, plan, pair);
}

function* waitForQuiet(run: Run, plan: ActivePlan, known: { pair: Pair; since: Date }): Story<void> {
  const { quietMinutes } = known.pair;
  let deadline = nowOf(run).getTime() + quietDeadlineMinutes * 60_000;
  for (;;) {
    const minutes = yield* settledTraffic(run, { since: known.since, minutes: quietMinutes });
    if (isQuiet(plan.active, minutes, quietMinutes)) break;
    if (nowOf(run).getTime() > deadline) {
      yield* halt(
        run,
        `users still reach ${plan.active} ${quietDeadlineMinutes} minutes after it left the routed group`,
      );
      deadline = nowOf(run).getTime() + quietDeadlineMinutes * 60_000;
    }
    yield* sleep(run, 60);
  }
  note(run, "previous.quiet", { color: plan.active, minutes: quietMinutes });
  yield* publish(run);
}

/** Read once more right before the stop: a hand may have changed the routes since. */
function* confirmIdle(run: Run, plan: ActivePlan): Story<void> {
  for (;;) {
    const router = yield* call(run, readRouter, { pair: plan.pair });
    const isRetired = nextWrite(router, changeOf(plan, { step: "retire" })) === undefined;
    if (isRetired && activeColor(router) === plan.candidate) return;
    yield* halt(
      run,
      `${plan.active} is not out of use any more: the users' route or its group was changed by somebody else`,
    );
  }
}

function* putAway(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  const order = { poll: "pollCluster", resource: `the ${plan.active} cluster`, limitMinutes: 120 } as const;
  const input = { owner: ownerOf(run), color: plan.active };
  yield* restoreCapacity(run, plan);
  yield* carryOut(run, { ...order, begin: beginTag, input: { ...input, tags: { [keptTag]: run.id } } });
  const until = new Date(nowOf(run).getTime() + pair.keepDays * 86_400_000).toISOString();
  if (pair.retire === "stop") {
    yield* carryOut(run, { ...order, begin: beginStop, input });
    note(run, "previous.stopped", { color: plan.active, keptUntil: until });
  } else {
    note(run, "previous.kept", { color: plan.active, keptUntil: until, cost: "its nodes go on costing" });
  }
  const start = pair.retire === "stop" ? `start ${plan.active}, verify it, then ` : "";
  run.head = { ...run.head, wayBack: { how: `${start}write the users' route back`, until } };
}
