import { otherColor, type Pair, type VerdictPolicy } from "../../domain/environment/pair.ts";
import { nextWrite } from "../../domain/swap/protocol.ts";
import { isQuiet } from "../../domain/swap/traffic.ts";
import { beginStart } from "../activities/clusters.ts";
import { openGate } from "../activities/gates.ts";
import { takeSample } from "../activities/probing.ts";
import { readRouter } from "../activities/router.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, nowOf, ownerOf, publish, type Run } from "../run.ts";
import { attempt } from "../step.ts";
import { TurnAround } from "../turns.ts";
import { call, halt, sleep } from "../waiting.ts";
import { stopCandidate } from "./aborting.ts";
import { lookForArrival, settledTraffic } from "./arrival.ts";
import { restoreCapacity } from "./capacity.ts";
import { pullLever } from "./lever.ts";
import type { ActivePlan } from "./planning.ts";
import { countWrite, tellFrozen, tellThaw, changeOf, writeChange } from "./router-changes.ts";
import { saidOf, verdictOn } from "./verdicts.ts";

/** Front Door has no ETag, so a delayed older write may land late: the route is re-read for this long. */
const rereadMinutes = 60;

/** Until the control plane takes writes again it is asked this often; a freeze can last for days. */
const [lookSeconds, frozenSeconds] = [150, 600];

/** Quick, for users are waiting: is the way back good enough to be taken? */
const wayBackPolicy: VerdictPolicy = { samples: 3, healthyAtLeast: 2, intervalSeconds: 5 };

/**
 * Takes users back: by the lever, which needs no Front Door write, and by one write of a route whose other group was
 * never touched since it served them.
 */
export function* rollingBack(run: Run, plan: ActivePlan, known: { pair: Pair; why: string }): Story<void> {
  yield* enter(run, "rollingBack");
  run.head = { ...run.head, why: known.why };
  note(run, "rollback.begun", { to: plan.active, why: known.why });
  const since = nowOf(run);
  const looksWell = yield* lookAtWayBack(run, plan);
  if (!looksWell) yield* confirmWayBack(run, plan);
  const leverSeconds = yield* pullLever(run, plan, since);
  if (looksWell && leverSeconds === null) yield* confirmWayBack(run, plan);
  yield* stayUntilSafe(run, plan, { pair: known.pair, since });
  // deliberately, and only now: the route has been right for so long that no late write can send users there
  yield* call(run, openGate, { owner: ownerOf(run), at: nowOf(run).toISOString() });
  if (leverSeconds !== null) note(run, "gate.opened", { color: plan.candidate });
  note(run, "rollback.completed", { to: plan.active, leverSeconds });
  yield* publish(run);
  yield* restoreCapacity(run, plan);
  yield* stopCandidate(run, plan);
}

/** One look, for users are waiting; the lever's interlock asks Front Door's own probes, too. */
function* lookAtWayBack(run: Run, plan: ActivePlan): Story<boolean> {
  const look = { pair: plan.pair, color: plan.active, at: nowOf(run).toISOString(), ways: "origin" } as const;
  const answer = yield* attempt(run.context, takeSample, look);
  return answer.kind === "ok" && answer.value.outcome === "pass";
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
    const verdict = yield* verdictOn(run, { color: plan.active, policy: wayBackPolicy, ways: "origin" });
    if (verdict.verdict === "healthy") return;
    yield* halt(run, `${plan.active}, the way back, is ${saidOf(verdict)}; resume looks again`);
  }
}

/** Users have arrived, the route has been right for an hour, and nobody reaches the candidate any more. */
function* stayUntilSafe(run: Run, plan: ActivePlan, known: { pair: Pair; since: Date }): Story<void> {
  const { pair, since } = known;
  const leaving = otherColor(plan.active);
  let [felt, rightSince] = [false, undefined as Date | undefined];
  for (;;) {
    const isRight = yield* writeBack(run, plan, { since, wasRight: rightSince !== undefined });
    rightSince = isRight ? (rightSince ?? nowOf(run)) : undefined;
    if (!felt) felt = yield* feel(run, plan, since);
    const minutes = yield* settledTraffic(run, { since, minutes: pair.quietMinutes });
    const isQuietThere = isQuiet(leaving, minutes, pair.quietMinutes);
    const safeAt = (rightSince?.getTime() ?? Infinity) + rereadMinutes * 60_000;
    if (felt && isQuietThere && nowOf(run).getTime() >= safeAt) return;
    yield* publish(run);
    yield* sleep(run, isRight ? lookSeconds : frozenSeconds);
  }
}

function* feel(run: Run, plan: ActivePlan, since: Date): Story<boolean> {
  if ((yield* lookForArrival(run, plan.active, { since, percent: 100 })) !== "arrived") return false;
  run.head = { ...run.head, active: plan.active };
  note(run, "rollback.felt", { at: plan.active, settledAt: run.head.traffic?.settledAt ?? null });
  return true;
}

/**
 * True once the route is right. While Front Door refuses, users stay where the lever has brought them; a stray value
 * (a late write, a hand) is written back.
 */
function* writeBack(run: Run, plan: ActivePlan, known: { since: Date; wasRight: boolean }): Story<boolean> {
  const change = changeOf(plan, { step: "rollBack" });
  try {
    const router = yield* call(run, { ...readRouter, attempts: 0 }, { pair: plan.pair });
    const write = nextWrite(router, change);
    if (write === undefined && router.underWay === null && known.wasRight) return true;
    if (write !== undefined && known.wasRight)
      note(run, "route.strayed", { found: router.routedGroup ?? null, write });
    yield* writeChange(run, change, { attempts: 0 });
    yield* tellThaw(run);
    const seconds = Math.round((nowOf(run).getTime() - known.since.getTime()) / 1000);
    const queuedBehind = write === undefined ? 0 : countWrite(run);
    note(run, "route.written", { to: plan.active, seconds, queuedBehind });
    return true;
  } catch (error) {
    if (!(error instanceof TurnAround) || error.turn.kind !== "stuck") throw error;
    tellFrozen(run, error.turn.trouble);
    return false;
  }
}
