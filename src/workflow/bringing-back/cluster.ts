import { otherColor } from "../../domain/environment/pair.ts";
import { beginStart } from "../activities/clusters.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
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
  type WayBackOrder,
} from "./state.ts";

const askSeconds = 60;

/**
 * The way back may be stopped, or be stopping: a stop that was begun before lands late. While it is not seen well it
 * is asked to run, which writes nothing where it does.
 */
export function* keepRunning(context: OrchestrationContext, order: WayBackOrder, back: Back): Story<Further> {
  const now = nowIn(context);
  if (ownLooks(back)?.fact === "healthy" || !isDue(back.startDueAt, now)) return further(back);
  const color = otherColor(order.candidate);
  const answer = yield* attempt(context, beginStart, { owner: order.owner, color });
  if (answer.kind === "ok") return further({ ...back, startDueAt: secondsLater(now, askSeconds) });
  confirmNotSuperseded(answer.trouble);
  const seconds = Math.max(askSeconds, answer.trouble.retryAfterSeconds ?? 0);
  return further({ ...back, startDueAt: secondsLater(now, seconds) });
}
