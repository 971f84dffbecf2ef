import { otherColor } from "../../domain/environment/pair.ts";
import { withSample } from "../../domain/watch/window.ts";
import { takeSample } from "../activities/probing.ts";
import { keepRunning } from "../bringing-back/cluster.ts";
import { tryLever } from "../bringing-back/lever.ts";
import { tryRoute } from "../bringing-back/route.ts";
import {
  concernIn,
  nowIn,
  secondsLater,
  wayBackPolicy,
  type Back,
  type Further,
  type News,
  type WayBackOrder,
} from "../bringing-back/state.ts";
import { lookForUsers } from "../bringing-back/users.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { attempt } from "../step.ts";
import { TurnAround } from "../turns.ts";

export interface BringBackInput {
  readonly order: WayBackOrder;
  readonly back: Back;
  /** ISO 8601: whoever waits for it wants to hear by then, also when there is no news. */
  readonly until: string;
}

export type BroughtBack =
  | { readonly kind: "further"; readonly further: Further }
  | { readonly kind: "superseded"; readonly why: string };

/** Then it begins anew, so that its history stays small however long a freeze lasts. */
const turnsAtOnce = 20;

/** Turn by turn until there is news: looks at the way back, tries the lever, tries the route, looks where users are. */
export function* bringBack(context: OrchestrationContext): Story<BroughtBack> {
  const input = context.df.getInput<BringBackInput>();
  let { back } = input;
  for (let turns = 0; turns < turnsAtOnce; turns += 1) {
    try {
      const { back: next, news } = yield* oneTurn(context, input.order, back);
      const isTold =
        news.length > 0 || next.isSafe || (concernIn(next) === null) !== (concernIn(back) === null);
      back = next;
      if (isTold || nowIn(context) >= input.until) return { kind: "further", further: { back, news } };
    } catch (error) {
      if (error instanceof TurnAround && error.turn.kind === "superseded")
        return { kind: "superseded", why: error.turn.why };
      throw error;
    }
    yield context.df.createTimer(
      new Date(secondsLater(nowIn(context), pauseSeconds(back, timesOf(input.order.since, context)))),
    );
  }
  context.df.continueAsNew({ ...input, back });
  return { kind: "further", further: { back, news: [] } };
}

const timesOf = (since: string, context: OrchestrationContext) => {
  const now = nowIn(context);
  return { now, secondsOnTheWay: (Date.parse(now) - Date.parse(since)) / 1000 };
};

function* oneTurn(context: OrchestrationContext, order: WayBackOrder, before: Back): Story<Further> {
  const news: News[] = [];
  let back = yield* lookAtWayBack(context, order, before);
  for (const part of [keepRunning, tryLever, tryRoute, lookForUsers]) {
    const step: Further = yield* part(context, order, back);
    back = step.back;
    news.push(...step.news);
  }
  return { back, news };
}

/** Our own look: evidence for the lever and for the route. Once users are back the watch does it. */
function* lookAtWayBack(context: OrchestrationContext, order: WayBackOrder, back: Back): Story<Back> {
  if (back.rightSince !== null && back.lever !== "open") return back;
  const look = { ...order.owner, color: otherColor(order.candidate), ways: "origin" } as const;
  const answer = yield* attempt(context, takeSample, look);
  const at = nowIn(context);
  const sample = answer.kind === "ok" ? answer.value : { at, outcome: "unknown" as const };
  return { ...back, looks: withSample(back.looks, sample, wayBackPolicy) };
}

const [hastySeconds, steadySeconds, calmestSeconds] = [5, 15, 600];
/** What has not worked for so long is tried a little more seldom. */
const hastyMinutes = 15;

/** Every few seconds while users may be on a bad side, calmly once they cannot be. */
function pauseSeconds(
  back: Back,
  { now, secondsOnTheWay }: { now: string; secondsOnTheWay: number },
): number {
  const isOnItsWay = back.lever === "closed" || back.rightSince !== null;
  if (!isOnItsWay) return secondsOnTheWay < hastyMinutes * 60 ? hastySeconds : steadySeconds;
  const asksForUsers = !back.isFelt || back.rightSince !== null;
  const next = Math.min(Date.parse(back.routeDueAt), asksForUsers ? Date.parse(back.usersDueAt) : Infinity);
  return Math.max(hastySeconds, Math.min(calmestSeconds, (next - Date.parse(now)) / 1000));
}
