import type { Color, Pair } from "../../domain/environment/pair.ts";
import { weigh } from "../../domain/evidence/evidence.ts";
import { keptTag, stoppedTag } from "../../domain/environment/tags.ts";
import { propagationMinutes } from "../../domain/swap/traffic.ts";
import { guardCodes } from "../activities/guarded.ts";
import { beginRestoreAutoUpgrade, beginStop, beginTag, readCluster } from "../activities/clusters.ts";
import { readQuiet } from "../activities/traffic.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, nowOf, ownerOf, pairRefOf, publish, type Run } from "../run.ts";
import { attempt } from "../step.ts";
import { troubleOf, type Stuck } from "../turns.ts";
import { call, halt, sleep, whileHeld } from "../waiting.ts";
import { restoreCapacity } from "./capacity.ts";
import { moveEvidence, readEvidence, waitForNews } from "./evidence.ts";
import type { ActivePlan } from "./planning.ts";
import { reconcile } from "./router-changes.ts";

/** Users that still reach the previous environment after this long need a person's eyes. */
const quietDeadlineMinutes = 240;
const longestLookMinutes = 15;

/**
 * Takes the previous environment offline, on evidence: its entry gone from every edge, then quiet, then the stop.
 * Everything else that is to be done to it comes before, so that nothing stands between the proof and the stop.
 */
export function* retiring(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  yield* enter(run, "retiring");
  const prove = function* (): Story<void> {
    yield* freshEvidence(run, plan);
  };
  yield* reconcile(run, plan, { step: "retire", prove });
  const disabledAt = nowOf(run);
  note(run, "standby.disabled", { group: plan.candidate, origin: plan.active });
  yield* publish(run);
  const isUp = yield* isStillUp(run, plan);
  if (isUp) {
    yield* restoreCapacity(run, plan);
    yield* tagAsKept(run, plan);
  }
  if (plan.kind === "upgrade") yield* restoreAutoUpgrade(run, plan);
  yield* waitUntilOut(run, plan, new Date(disabledAt.getTime() + propagationMinutes * 60_000));
  yield* waitForQuiet(run, plan, { pair, since: disabledAt });
  if (isUp) yield* putAway(run, plan, pair);
  else tellGone(run, plan);
}

/** Azure gives no signal for the end of a rollout, so its longest time is waited, and the watch kept alive meanwhile. */
function* waitUntilOut(run: Run, plan: ActivePlan, due: Date): Story<void> {
  while (nowOf(run).getTime() < due.getTime() - 1_000) {
    yield* waitForNews(run, null, due);
    yield* whileHeld(run);
    yield* readEvidence(run, plan);
  }
}

const onCluster = (color: Color) =>
  ({ poll: "pollCluster", resource: `the ${color} cluster`, limitMinutes: 120 }) as const;

/** A side that was left because it is stopped or gone takes neither a mark nor a stop. */
function* isStillUp(run: Run, plan: ActivePlan): Story<boolean> {
  const cluster = yield* call(run, readCluster, { ...pairRefOf(run), color: plan.active });
  return cluster !== null && cluster.powerState === "Running" && cluster.provisioningState !== "Deleting";
}

function tellGone(run: Run, plan: ActivePlan): void {
  const why = `it was stopped or gone before, so it has no mark of a way back`;
  note(run, "previous.stopped", { color: plan.active, why });
  run.head = { ...run.head, wayBack: null };
}

/** The soak's verdict may be old when a refused write is tried again. */
function* freshEvidence(run: Run, plan: ActivePlan): Story<void> {
  for (let waits = 0; ; waits += 1) {
    yield* readEvidence(run, plan);
    const lack = lackIn(run, plan);
    if (lack === undefined) return;
    if (waits >= 8) yield* halt(run, `${plan.active} stays enabled: ${lack}; resume looks again`);
    const until = new Date(nowOf(run).getTime() + Math.min(64, 2 ** waits) * 60_000);
    yield* waitForNews(run, `${plan.active} is put away once that is known: ${lack}`, until);
  }
}

/** What the guard of the write would say; nothing is asked of Azure for it. */
function lackIn(run: Run, plan: ActivePlan): string | undefined {
  const { verdict, arrival } = moveEvidence(run, plan);
  const now = nowOf(run).toISOString();
  const seen = weigh({ decision: "retire", what: "verdict" }, verdict, now);
  const there = weigh({ decision: "retire", what: "arrival" }, arrival, now);
  if (!plan.isEscape && seen.kind !== "fresh") return seen.why;
  if (!plan.isEscape && seen.kind === "fresh" && seen.fact !== "healthy")
    return `${plan.candidate} is ${seen.fact}`;
  if (there.kind !== "fresh") return there.why;
  return there.fact ? undefined : `users have not arrived at ${plan.candidate}`;
}

/** Told before it is stopped: an environment that stands still without its mark would be nobody's way back. */
function* tagAsKept(run: Run, plan: ActivePlan): Story<void> {
  const tags = { [keptTag]: run.id, [stoppedTag]: nowOf(run).toISOString() };
  const input = { owner: ownerOf(run), color: plan.active, tags };
  yield* carryOut(run, {
    ...onCluster(plan.active),
    begin: beginTag,
    input,
  });
}

/** The candidate was built with it off; it is the active environment now. Trouble is told, and the story goes on. */
function* restoreAutoUpgrade(run: Run, plan: ActivePlan): Story<void> {
  try {
    yield* carryOut(run, {
      ...onCluster(plan.candidate),
      begin: beginRestoreAutoUpgrade,
      input: { owner: ownerOf(run), from: plan.active, to: plan.candidate },
      attempts: 5,
    });
    note(run, "autoUpgrade.restored", { color: plan.candidate });
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    const message = `auto-upgrade of ${plan.candidate} is not as ${plan.active} had it: ${trouble.message}`;
    note(run, "operation.waited", { for: "beginRestoreAutoUpgrade", message });
  }
}

function* waitForQuiet(run: Run, plan: ActivePlan, known: { pair: Pair; since: Date }): Story<void> {
  const { pair, since } = known;
  let deadline = nowOf(run).getTime() + quietDeadlineMinutes * 60_000;
  for (let looks = 0; ; looks += 1) {
    yield* readEvidence(run, plan);
    if (yield* isQuietNow(run, plan, since)) break;
    if (nowOf(run).getTime() > deadline) {
      yield* halt(
        run,
        `${plan.active} is not seen quiet ${quietDeadlineMinutes} minutes after it left the routed group`,
      );
      deadline = nowOf(run).getTime() + quietDeadlineMinutes * 60_000;
    }
    yield* sleep(run, 60 * Math.min(longestLookMinutes, 2 ** Math.min(looks, 4)));
  }
  // told before the stop: whoever takes users back from here on knows that one may be on its way
  note(run, "previous.quiet", { color: plan.active, minutes: pair.quietMinutes });
  yield* publish(run);
}

/** Absent data is not quiet; a pair without any users is one where nothing is told for an hour. */
function* isQuietNow(run: Run, plan: ActivePlan, since: Date): Story<boolean> {
  const look = { ...pairRefOf(run), color: plan.active, since: since.toISOString() };
  const answer = yield* attempt(run.context, readQuiet, look);
  const quiet = answer.kind === "ok" ? answer.value?.fact : undefined;
  return quiet === "quiet" || (quiet === "noTraffic" && !run.expectsTraffic);
}

function* putAway(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  const until = new Date(nowOf(run).getTime() + pair.keepDays * 86_400_000).toISOString();
  const refused = pair.retire === "stop" ? yield* stopPrevious(run, plan) : undefined;
  const isStopped = pair.retire === "stop" && refused === undefined;
  if (isStopped) note(run, "previous.stopped", { color: plan.active, keptUntil: until });
  else {
    const cost = "its nodes go on costing";
    const why = refused === undefined ? {} : { why: `it goes on running: ${refused.message}` };
    note(run, "previous.kept", { color: plan.active, keptUntil: until, cost, ...why });
  }
  const start = isStopped ? `start ${plan.active}, verify it, then ` : "";
  run.head = { ...run.head, wayBack: { how: `${start}write the users' route back`, until } };
}

/**
 * The guard asks once more, right before the write, whether anything leads there. A cluster that Azure will not stop
 * costs money, but the upgrade is proven and done. Gives why it goes on running.
 */
function* stopPrevious(run: Run, plan: ActivePlan): Story<Stuck["trouble"] | undefined> {
  for (;;) {
    run.stopSentBy = nowOf(run).toISOString();
    try {
      yield* carryOut(run, {
        ...onCluster(plan.active),
        begin: beginStop,
        input: { owner: ownerOf(run), color: plan.active, expectsTraffic: run.expectsTraffic },
      });
      return undefined;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined) throw error;
      if (trouble.code !== guardCodes.refused && trouble.code !== guardCodes.waits) return trouble;
      yield* halt(
        run,
        `${plan.active} is not out of use any more: ${trouble.message} Resume looks again; roll back makes it active.`,
      );
    }
  }
}
