import { closeGate } from "../activities/gates.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { attempt, type StepAnswer } from "../step.ts";
import { confirmNotSuperseded } from "../turns.ts";
import { further, nowIn, ownLooks, type Back, type Further, type WayBackOrder } from "./state.ts";

/** One bad answer may be a blip; so many in a row are none, and people are told. */
const badInARow = 3;

/**
 * Closes the candidate's gate, so that edges fall back to the standby within a few probes, also while Front Door takes
 * no write. Tried again at every turn until it is closed: whatever is in its way may pass.
 */
export function* tryLever(context: OrchestrationContext, order: WayBackOrder, back: Back): Story<Further> {
  if (back.lever === "closed") return further(back);
  const { owner, candidate: color, known } = order;
  const wayBack = ownLooks(back);
  const answer = yield* attempt(context, closeGate, {
    owner,
    color,
    known,
    wayBack,
    unanswered: back.unanswered,
  });
  if (answer.kind === "trouble") return inTrouble(back, answer, color);
  switch (answer.value.kind) {
    case "closed": {
      const seconds = Math.round((Date.parse(nowIn(context)) - Date.parse(order.since)) / 1000);
      const closed: Back = { ...back, lever: "closed", heldFor: null, bad: 0 };
      return further(closed, { event: "gate.closed", data: { color, seconds } });
    }
    case "useless":
      return refused({ ...back, lever: "useless", bad: 0 }, back, answer.value.why);
    case "unknown":
      return further({
        ...back,
        lever: "open",
        unanswered: answer.value.isSilent ? back.unanswered + 1 : 0,
      });
    case "locked":
      return locked(back, answer.value.why);
    default:
      return answer.value satisfies never;
  }
}

/** Told once for each reason, not at every turn. */
function refused(next: Back, before: Back, why: string): Further {
  return before.lever === next.lever
    ? further(next)
    : further(next, { event: "lever.refused", data: { why } });
}

function locked(back: Back, why: string): Further {
  const bad = back.bad + 1;
  const next: Back = { ...back, lever: "open", bad, unanswered: 0 };
  const held: Back = { ...next, heldFor: why };
  if (bad !== badInARow) return further(bad > badInARow ? held : next);
  return further(held, { event: "lever.refused", data: { why } });
}

function inTrouble(
  back: Back,
  { trouble }: Extract<StepAnswer<unknown>, { kind: "trouble" }>,
  color: string,
): Further {
  confirmNotSuperseded(trouble);
  const isFirst = back.unanswered === 0;
  const next = { ...back, unanswered: back.unanswered + 1 };
  const why = `the gate of ${color} cannot be closed now: [${trouble.code}] ${trouble.message}`;
  return isFirst ? further(next, { event: "lever.refused", data: { why } }) : further(next);
}
