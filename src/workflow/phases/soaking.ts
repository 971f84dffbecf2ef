import type { Pair } from "../../domain/environment/pair.ts";
import { weigh } from "../../domain/evidence/evidence.ts";
import type { WatchSeen } from "../../domain/watch/report.ts";
import type { Story } from "../durable.ts";
import { isHeld, pause } from "../inbox.ts";
import { enter, note, nowOf, publish, type Run } from "../run.ts";
import { halt } from "../waiting.ts";
import { moveEvidence, readEvidence, waitForNews } from "./evidence.ts";
import type { ActivePlan } from "./planning.ts";
import { confirmOwnHand } from "./router-changes.ts";
import { saidOf } from "./verdicts.ts";

/**
 * The previous environment is kept warm while the watch looks at both. A pause holds back only the end: the watch goes
 * on, and so does the way back. It ends on a verdict that is healthy then, never on one from before a wait.
 */
export function* soaking(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  yield* enter(run, "soaking");
  const endsAt = new Date(nowOf(run).getTime() + pair.soakMinutes * 60_000);
  const isOver = (): boolean => nowOf(run).getTime() >= endsAt.getTime() - 1_000;
  let pausedFor = "";
  let unasked = endsAt;
  for (;;) {
    const seen = run.report?.router?.fact.print;
    const report = yield* readEvidence(run, plan);
    pausedFor = pauseOnDoubt(run, plan, { report, pausedFor });
    if (report?.router?.fact.print !== seen) yield* confirmOwnHand(run, plan);
    if (isOver() && !isHeld(run.head.position) && maySoakEnd(run, plan)) break;
    // evidence that has grown old is no news when it is young again
    if (!isOver()) yield* waitForNews(run, null, endsAt);
    else unasked = yield* waitOverdue(run, plan, unasked);
  }
  note(run, "soak.ended", { minutes: pair.soakMinutes });
  yield* publish(run);
}

const longestAgainMinutes = 60;
/** Users who are elsewhere want a person after half an hour; evidence that is only missing after some hours. */
const [elsewhereMinutes, blindMinutes] = [30, 240];

/**
 * Looked at again ever more seldom; in the end a person is asked, for something is not as it should be. Gives since
 * when nobody was asked.
 */
function* waitOverdue(run: Run, plan: ActivePlan, since: Date): Story<Date> {
  const arrived = run.report?.arrival?.fact.arrived === true;
  const lack = arrived ? `${plan.candidate} is not seen well` : `not all users are seen on ${plan.candidate}`;
  const minutes = (nowOf(run).getTime() - since.getTime()) / 60_000;
  if (minutes >= (arrived ? blindMinutes : elsewhereMinutes)) {
    yield* halt(run, `the soak is over, but ${lack}; resume looks again`);
    return nowOf(run);
  }
  const pause = Math.min(longestAgainMinutes, Math.max(1, minutes)) * 60_000;
  yield* waitForNews(run, `the soak is over, but ${lack}`, new Date(nowOf(run).getTime() + pause));
  return since;
}

/** Gives the verdict that it was paused for last: a person who resumes has seen that one, so only a newer pauses again. */
function pauseOnDoubt(
  run: Run,
  plan: ActivePlan,
  { report, pausedFor }: { report: WatchSeen | null; pausedFor: string },
): string {
  const verdict = report?.verdicts[plan.candidate] ?? null;
  if (verdict === null || verdict.fact.verdict !== "inconclusive" || verdict.takenAt === pausedFor)
    return pausedFor;
  pause(run, `the verdict on ${plan.candidate} is ${saidOf(verdict.fact)}`);
  return verdict.takenAt;
}

/** A verdict and an arrival that are young and good; anything else is no reason to end it. */
function maySoakEnd(run: Run, plan: ActivePlan): boolean {
  const { verdict, arrival } = moveEvidence(run, plan);
  const now = nowOf(run).toISOString();
  const seen = weigh({ decision: "endSoak", what: "verdict" }, verdict, now);
  const there = weigh({ decision: "endSoak", what: "arrival" }, arrival, now);
  return seen.kind === "fresh" && seen.fact === "healthy" && there.kind === "fresh" && there.fact;
}
