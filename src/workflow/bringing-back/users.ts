import { otherColor } from "../../domain/environment/pair.ts";
import { arrivalAt, propagationMinutes, shareOf, type Arrival } from "../../domain/swap/traffic.ts";
import { takeSample } from "../activities/probing.ts";
import { readQuiet, readTraffic } from "../activities/traffic.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { attempt } from "../step.ts";
import {
  further,
  isDue,
  nowIn,
  secondsLater,
  type Back,
  type Further,
  type News,
  type WayBackOrder,
} from "./state.ts";

const [arrivalMinutes, lookSeconds, calmSeconds] = [5, 60, 150];
/** Front Door has no ETag, so a delayed older write may land late: the route is re-read for this long. */
const rereadMinutes = 60;

/** With the route right for so long a person should know that nobody has seen users back. */
const unseenMinutes = 120;

/** Whether users are back, and in the end whether nothing can bring them to the candidate any more. */
export function* lookForUsers(
  context: OrchestrationContext,
  order: WayBackOrder,
  before: Back,
): Story<Further> {
  const { back, news } = yield* lookIfDue(context, order, before);
  return { back: { ...back, unseenFor: unseen(back, order, nowIn(context)) }, news };
}

function unseen(
  { rightSince, isFelt, isSafe }: Back,
  { candidate }: WayBackOrder,
  now: string,
): string | null {
  if (isSafe || rightSince === null) return null;
  const minutes = Math.floor((Date.parse(now) - Date.parse(rightSince)) / 60_000);
  if (minutes < unseenMinutes) return null;
  const lack = isFelt
    ? `${candidate} is not seen quiet`
    : `users are not seen to have arrived at ${otherColor(candidate)}`;
  return `the route has led back for ${unseenMinutes} minutes, but by Front Door's metrics ${lack}`;
}

function* lookIfDue(context: OrchestrationContext, order: WayBackOrder, back: Back): Story<Further> {
  const now = nowIn(context);
  if (!isDue(back.usersDueAt, now)) return further(back);
  const later = { ...back, usersDueAt: secondsLater(now, back.isFelt ? calmSeconds : lookSeconds) };
  const { next, news } = back.isFelt ? { next: later, news: [] } : yield* feel(context, order, later);
  if (!next.isFelt || !hasStayedRight(next, now)) return further(next, ...news);
  const isSafe = yield* isQuietThere(context, order);
  return further({ ...next, isSafe }, ...news);
}

function* feel(
  context: OrchestrationContext,
  order: WayBackOrder,
  back: Back,
): Story<{ next: Back; news: readonly News[] }> {
  const { owner, since, candidate } = order;
  const to = otherColor(candidate);
  const answer = yield* attempt(context, readTraffic, { ...owner, since, minutes: arrivalMinutes });
  if (answer.kind === "trouble") return { next: back, news: [] };
  const arrival: Arrival = arrivalAt(to, answer.value);
  const isThere =
    arrival === "noTraffic" ? yield* hasArrivedUnseen(context, order, back) : arrival === "arrived";
  if (!isThere) return { next: back, news: [] };
  const share = shareOf(answer.value) ?? null;
  const data = { at: to, settledAt: share?.settledAt ?? null, traffic: share };
  return { next: { ...back, isFelt: true }, news: [{ event: "rollback.felt", data }] };
}

/** Nobody to measure by: the documented worst case of a rollout, plus a good answer through the public name. */
function* hasArrivedUnseen(context: OrchestrationContext, order: WayBackOrder, back: Back): Story<boolean> {
  if (order.expectsTraffic || back.rightSince === null) return false;
  const minutes = (Date.parse(nowIn(context)) - Date.parse(back.rightSince)) / 60_000;
  if (minutes < propagationMinutes) return false;
  const look = { ...order.owner, color: otherColor(order.candidate), ways: "public" } as const;
  const answer = yield* attempt(context, takeSample, look);
  return answer.kind === "ok" && answer.value.outcome === "pass";
}

const hasStayedRight = ({ rightSince }: Back, now: string): boolean =>
  rightSince !== null && Date.parse(now) >= Date.parse(rightSince) + rereadMinutes * 60_000 - 1_000;

function* isQuietThere(context: OrchestrationContext, order: WayBackOrder): Story<boolean> {
  const { owner, candidate: color, since, expectsTraffic } = order;
  const answer = yield* attempt(context, readQuiet, { ...owner, color, since });
  const quiet = answer.kind === "ok" ? answer.value?.fact : undefined;
  return quiet === "quiet" || (quiet === "noTraffic" && !expectsTraffic);
}
