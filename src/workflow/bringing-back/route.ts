import { nextWrite, type RouterChange } from "../../domain/swap/protocol.ts";
import { noEvidence } from "../../domain/guards/move-users.ts";
import { guardCodes } from "../activities/guarded.ts";
import { beginRouterChange, pollRouter, readRouter } from "../activities/router.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import type { Trouble } from "../errors.ts";
import { attempt } from "../step.ts";
import { confirmNotSuperseded } from "../turns.ts";
import {
  further,
  isDue,
  nowIn,
  ownLooks,
  secondsLater,
  type Back,
  type Further,
  type News,
  type WayBackOrder,
} from "./state.ts";

/** A refused write is tried again after this long, then ever later; a freeze can last for days. */
const [firstSeconds, mostSeconds] = [30, 600];
const [pollSeconds, rereadSeconds] = [10, 150];
/** What the guard waits for is looked at every turn, so it is asked again soon. */
const guardSeconds = 10;

/** Brings the route nearer to the way back: begins the write, looks how it is going, or re-reads what was written. */
export function* tryRoute(context: OrchestrationContext, order: WayBackOrder, back: Back): Story<Further> {
  if (!isDue(back.routeDueAt, nowIn(context)) || !isDue(order.holdUntil, nowIn(context)))
    return further(back);
  return back.writing === null
    ? yield* writeOrReread(context, order, back)
    : yield* lookAtWrite(context, order, back);
}

function* writeOrReread(context: OrchestrationContext, order: WayBackOrder, back: Back): Story<Further> {
  const { owner, known, candidate } = order;
  const change: RouterChange = { step: "rollBack", candidate, percent: 100 };
  const strayed = back.rightSince === null ? [] : yield* strayNews(context, order, change);
  const wayBack = ownLooks(back);
  const answer = yield* attempt(context, beginRouterChange, {
    owner,
    change,
    wayBack,
    known: back.hasWritten ? null : known,
    evidence: noEvidence,
    isEscape: true,
  });
  const now = nowIn(context);
  if (answer.kind === "trouble") return refused(back, answer.trouble, now);
  if (answer.value.kind === "begun") {
    const writing = answer.value.handle;
    const due = { routeDueAt: secondsLater(now, pollSeconds), rightSince: null };
    const next = { ...back, writing, hasWritten: true, ...due };
    return further({ ...next, refusals: 0 }, ...strayed);
  }
  return right(back, order, now);
}

/** A late write of before, or a hand, has moved users once more: told, and written back. */
function* strayNews(
  context: OrchestrationContext,
  { owner }: WayBackOrder,
  change: RouterChange,
): Story<readonly News[]> {
  const found = yield* attempt(context, readRouter, owner);
  if (found.kind === "trouble") return [];
  const write = nextWrite(found.value, change);
  if (write === undefined) return [];
  return [{ event: "route.strayed", data: { found: found.value.routedGroup ?? null, write } }];
}

function* lookAtWrite(context: OrchestrationContext, { owner }: WayBackOrder, back: Back): Story<Further> {
  const { writing } = back;
  if (writing === null) return further(back);
  const answer = yield* attempt(context, pollRouter, { ...owner, handle: writing });
  const now = nowIn(context);
  // whatever became of it, the next turn reads the route itself
  if (answer.kind === "trouble") {
    const { trouble } = answer;
    const isGone = trouble.reaction === "stop" && writing.statusUrl !== undefined;
    const next = isGone ? { resourceId: writing.resourceId } : writing;
    const seconds = Math.max(pollSeconds, trouble.retryAfterSeconds ?? 0);
    return further({
      ...back,
      writing: trouble.reaction === "stop" && !isGone ? null : next,
      routeDueAt: secondsLater(now, seconds),
    });
  }
  if (answer.value.kind === "running") {
    const seconds = Math.max(pollSeconds, answer.value.retryAfterSeconds);
    return further({ ...back, routeDueAt: secondsLater(now, seconds) });
  }
  if (answer.value.kind === "failed")
    return refused({ ...back, writing: null }, { ...answer.value, reaction: "later" }, now);
  return further({ ...back, writing: null, routeDueAt: now });
}

/** The route leads back, and nothing is under way: from now on it is only re-read. */
function right(back: Back, order: WayBackOrder, now: string): Further {
  const next: Back = {
    ...back,
    refusals: 0,
    isFrozen: false,
    rightSince: back.rightSince ?? now,
    heldFor: null,
    routeDueAt: secondsLater(now, rereadSeconds),
  };
  const thaw: News[] = back.isFrozen ? [{ event: "frontDoor.thawed", data: {} }] : [];
  if (back.rightSince !== null) return further(next, ...thaw);
  const seconds = Math.round((Date.parse(now) - Date.parse(order.since)) / 1000);
  return further(next, ...thaw, { event: "route.written", data: { seconds } });
}

/** Nothing was written. While the guard waits for evidence Front Door is not to blame. */
function refused(
  back: Back,
  trouble: Pick<Trouble, "code" | "message" | "reaction" | "retryAfterSeconds">,
  now: string,
): Further {
  confirmNotSuperseded(trouble);
  if (trouble.code === guardCodes.waits) {
    const held = { ...back, routeDueAt: secondsLater(now, guardSeconds) };
    // the lever says it where it can; with the lever of no use this is what users wait for
    return further(back.lever === "useless" ? { ...held, heldFor: trouble.message } : held);
  }
  const refusals = back.refusals + 1;
  const seconds = Math.max(
    trouble.retryAfterSeconds ?? 0,
    Math.min(mostSeconds, firstSeconds * 2 ** Math.min(refusals - 1, 6)),
  );
  const next = { ...back, refusals, isFrozen: true, routeDueAt: secondsLater(now, seconds) };
  if (back.isFrozen) return further(next);
  const { code, message } = trouble;
  return further(next, { event: "frontDoor.frozen", data: { code, message } });
}
