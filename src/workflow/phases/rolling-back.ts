import type { Pair } from "../../domain/environment/pair.ts";
import { openGate } from "../activities/gates.ts";
import { guardCodes } from "../activities/guarded.ts";
import { atFirst, concernIn, nowIn, secondsLater, type News } from "../bringing-back/state.ts";
import type { Story } from "../durable.ts";
import type { BringBackInput, BroughtBack } from "../orchestrators/bring-back.ts";
import { comeTo, moveTo, note, ownerOf, publish, publishOnce, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { troubleOf } from "../turns.ts";
import { call, hear } from "../waiting.ts";
import { stopCandidate } from "./aborting.ts";
import { restoreCapacity } from "./capacity.ts";
import { tryWatch } from "./evidence.ts";
import type { ActivePlan } from "./planning.ts";
import { countWrite } from "./router-changes.ts";

/** Without news the story looks up after so long, then ever later; news come at once. */
const [firstSeconds, mostSeconds, heldSeconds] = [600, 12 * 3_600, 1_800];

/** No call of an activity lives longer (`functionTimeout` in host.json): a stop that hangs has been sent by then, or never is. */
const longestActivitySeconds = 600;

/**
 * Takes users back: by the lever, which needs no Front Door write, and by one write of a route whose other group was
 * never touched since it served them. Both are tried until users are back, however long that takes.
 */
export function* rollingBack(run: Run, plan: ActivePlan, known: { pair: Pair; why: string }): Story<void> {
  comeTo(run, "rollingBack");
  yield* publishOnce(run);
  run.head = { ...run.head, why: known.why };
  note(run, "rollback.begun", { to: plan.active, why: known.why });
  yield* publishOnce(run);
  run.isWatched = false;
  const isPulled = yield* untilGateOpen(run, plan, known.pair);
  if (isPulled) note(run, "gate.opened", { color: plan.candidate });
  note(run, "rollback.completed", { to: plan.active });
  yield* publish(run);
  yield* restoreCapacity(run, plan);
  yield* stopCandidate(run, plan);
}

/**
 * The gate opens deliberately, and only once the route has been right for so long that no late write can send users
 * there; a hand that has led users there at the last moment is written back first.
 */
function* untilGateOpen(run: Run, plan: ActivePlan, pair: Pair): Story<boolean> {
  for (;;) {
    const isPulled = yield* untilSafe(run, plan, pair);
    try {
      const order = { owner: ownerOf(run), candidate: plan.candidate };
      yield* call(run, { ...openGate, notWaitingFor: [guardCodes.waits] }, order);
      return isPulled;
    } catch (error) {
      if (troubleOf(error)?.code !== guardCodes.waits) throw error;
    }
  }
}

/** Users have arrived, the route has been right for an hour, and nobody reaches the candidate any more. */
function* untilSafe(run: Run, plan: ActivePlan, pair: Pair): Story<boolean> {
  const since = nowIn(run.context);
  const order = {
    owner: ownerOf(run),
    candidate: plan.candidate,
    since,
    known: run.router ?? null,
    quietMinutes: pair.quietMinutes,
    expectsTraffic: run.expectsTraffic,
    holdUntil: run.stopSentBy === null ? since : secondsLater(run.stopSentBy, longestActivitySeconds),
  };
  let back = atFirst(since);
  for (let calm = 0; !back.isSafe; calm += 1) {
    if (!run.isWatched) yield* tryWatch(run, plan, pair);
    // a person who resumes is told again soon that nothing has changed
    const most = concernIn(back) === null ? mostSeconds : heldSeconds;
    const pause = Math.min(most, firstSeconds * 2 ** Math.min(calm, 8));
    const input: BringBackInput = { order, back, until: secondsLater(nowIn(run.context), pause) };
    const child = run.context.df.callSubOrchestrator("bringBack", input);
    const answer = yield* hear<BroughtBack>(run, child);
    if (answer.kind === "superseded") throw new TurnAround({ kind: "superseded", why: answer.why });
    const { news } = answer.further;
    if (news.length > 0) calm = 0;
    tellNews(run, plan, news);
    back = answer.further.back;
    tellConcern(run, concernIn(back));
    yield* publishOnce(run);
  }
  return back.lever === "closed";
}

function tellNews(run: Run, plan: ActivePlan, news: readonly News[]): void {
  for (const { event, data } of news) {
    if (event === "route.written") {
      note(run, event, { to: plan.active, ...data, queuedBehind: countWrite(run) });
    } else note(run, event, data);
    if (event === "frontDoor.frozen") run.head = { ...run.head, frozenSince: nowIn(run.context) };
    if (event === "frontDoor.thawed") run.head = { ...run.head, frozenSince: null };
    if (event === "rollback.felt") run.head = { ...run.head, active: plan.active, move: null };
  }
}

/** A person is told, and asked; the way back is looked at again without them. */
function tellConcern(run: Run, concern: string | null): void {
  const isHalted = run.head.position.phase === "halted";
  if ((concern !== null) === isHalted) return;
  if (concern === null) {
    moveTo(run, { phase: "rollingBack" }, null);
    note(run, "operation.resumed", { in: "rollingBack" });
    return;
  }
  const why = `${concern}; it is looked at again all the while`;
  moveTo(run, { phase: "halted", in: "rollingBack" }, why);
  note(run, "operation.halted", { in: "rollingBack", why });
}
