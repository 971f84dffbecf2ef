import type { Color } from "../../domain/environment/pair.ts";
import { activeColor, type RouterState } from "../../domain/swap/layout.ts";
import { blockingFindings, type Plan } from "../../domain/upgrade/plan.ts";
import { planOperation } from "../activities/plan.ts";
import { readRouter } from "../activities/router.ts";
import { readTraffic } from "../activities/traffic.ts";
import type { Story } from "../durable.ts";
import type { Trouble } from "../errors.ts";
import { enter, note, pairRefOf, publish, type Run } from "../run.ts";
import { attempt } from "../step.ts";
import { TurnAround } from "../turns.ts";
import { call, sleep } from "../waiting.ts";

/** A plan whose roles are known: what every phase after planning works by. */
export type ActivePlan = Plan & { readonly active: Color; readonly candidate: Color };

/** So far back is looked for users: a pair without any is measured differently. */
const trafficMinutes = 60;

/** Reads the truth, for whatever started this was a notification, and makes the plan that is never changed again. */
export function* planning(run: Run): Story<ActivePlan> {
  note(run, run.input.kind === "upgrade" ? "upgrade.started" : "rollback.started", {
    by: run.input.by,
    reason: run.input.reason,
  });
  yield* enter(run, "planning");
  const request = { kind: run.input.kind, target: run.input.target };
  const plan = yield* call(run, planOperation, { ...pairRefOf(run), request });
  const { active, candidate, versions, wayBack } = plan;
  run.head = { ...run.head, active, candidate, versions, wayBack };
  yield* lookForUsers(run);
  const { findings, expectedMinutes } = plan;
  const { expectsTraffic } = run;
  note(run, "plan.made", { versions, findings, expectedMinutes, expectsTraffic });
  yield* publish(run);
  const [finding] = blockingFindings(plan);
  if (finding !== undefined || active === null || candidate === null) {
    const {
      code = "NO_ACTIVE_ENVIRONMENT",
      message = "",
      resource = run.input.pair,
      fix = "",
    } = finding ?? {};
    throw new TurnAround({ kind: "stuck", trouble: { reaction: "stop", code, message, resource, fix } });
  }
  // from here on only our own writes may change it
  run.router = yield* routerAsPlanned(run);
  return { ...plan, active, candidate };
}

const [mostReads, rereadSeconds] = [4, 30];

/** One that leads users nowhere is not the one that was planned by: what is read once may be nonsense. */
function* routerAsPlanned(run: Run): Story<RouterState> {
  for (let reads = 1; ; reads += 1) {
    const router = yield* call(run, readRouter, pairRefOf(run));
    if (activeColor(router) !== undefined) return router;
    if (reads >= mostReads) throw new TurnAround({ kind: "stuck", trouble: routerChanged(run.input.pair) });
    yield* sleep(run, rereadSeconds);
  }
}

const routerChanged = (pair: string): Trouble => ({
  reaction: "stop",
  code: "ROUTER_CHANGED",
  message: "Since it was planned by, the router leads users to no environment of the pair any more.",
  resource: `the router of ${pair}`,
  fix: "See who has changed it, then start again.",
});

/** Where the metrics cannot be read, users are expected: their absence is then never taken for quiet. */
function* lookForUsers(run: Run): Story<void> {
  const seen = yield* attempt(run.context, readTraffic, {
    ...pairRefOf(run),
    minutes: trafficMinutes,
    isAnyEnough: true,
  });
  run.expectsTraffic = seen.kind !== "ok" || seen.value.length > 0;
}
