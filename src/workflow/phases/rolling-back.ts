import { otherColor, type Pair, type VerdictPolicy } from "../../domain/environment/pair.ts";
import { isQuiet } from "../../domain/swap/traffic.ts";
import { beginStart } from "../activities/clusters.ts";
import { readRouter } from "../activities/router.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, nowOf, ownerOf, publish, type Run } from "../run.ts";
import { call, halt, sleep } from "../waiting.ts";
import { stopCandidate } from "./aborting.ts";
import { lookForArrival, settledTraffic } from "./arrival.ts";
import type { ActivePlan } from "./planning.ts";
import { routeTo } from "./route.ts";
import { saidOf, verdictOn } from "./verdicts.ts";

/** Front Door has no ETag, so a delayed older write may land late: the route is re-read for this long. */
const rereadMinutes = 60;

/** Quick, for users are waiting: is the way back good enough to be taken? */
const wayBackPolicy: VerdictPolicy = { samples: 3, healthyAtLeast: 2, intervalSeconds: 5 };

/** Takes users back by one write: the previous environment's group was never touched since it served them. */
export function* rollingBack(run: Run, plan: ActivePlan, known: { pair: Pair; why: string }): Story<void> {
  yield* enter(run, "rollingBack");
  run.head = { ...run.head, why: known.why };
  note(run, "rollback.begun", { to: plan.active, why: known.why });
  yield* publish(run);
  yield* confirmWayBack(run, plan);
  const since = nowOf(run);
  yield* routeTo(run, plan.active);
  yield* stayUntilSafe(run, plan, { pair: known.pair, since });
  run.head = { ...run.head, active: plan.active };
  note(run, "rollback.completed", { to: plan.active });
  yield* publish(run);
  yield* stopCandidate(run, plan);
}

/** When the other side is not good either, nothing is written and a person decides. */
function* confirmWayBack(run: Run, plan: ActivePlan): Story<void> {
  for (;;) {
    // retiring may have gone as far as stopping it
    yield* carryOut(run, {
      begin: beginStart,
      input: { owner: ownerOf(run), color: plan.active },
      poll: "pollCluster",
      resource: `the ${plan.active} cluster`,
      limitMinutes: 120,
    });
    const verdict = yield* verdictOn(run, plan.active, wayBackPolicy);
    if (verdict.verdict === "healthy") return;
    yield* halt(run, `${plan.active}, the way back, is ${saidOf(verdict)}; resume looks again`);
  }
}

function* stayUntilSafe(run: Run, plan: ActivePlan, known: { pair: Pair; since: Date }): Story<void> {
  const rereadUntil = known.since.getTime() + rereadMinutes * 60_000;
  const leaving = otherColor(plan.active);
  let arrived = false;
  for (;;) {
    yield* keepRoute(run, plan);
    if (!arrived) arrived = (yield* lookForArrival(run, plan.active, known.since)) === "arrived";
    const { quietMinutes } = known.pair;
    const minutes = yield* settledTraffic(run, { since: known.since, minutes: quietMinutes });
    const quiet = isQuiet(leaving, minutes, quietMinutes);
    if (arrived && quiet && nowOf(run).getTime() >= rereadUntil) return;
    yield* publish(run);
    yield* sleep(run, 150);
  }
}

function* keepRoute(run: Run, plan: ActivePlan): Story<void> {
  const router = yield* call(run, readRouter, { pair: plan.pair });
  if (router.routedGroup === plan.active && router.routeEnabled) return;
  note(run, "route.strayed", { found: router.routedGroup ?? null, enabled: router.routeEnabled });
  yield* routeTo(run, plan.active);
}
