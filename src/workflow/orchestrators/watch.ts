import { otherColor } from "../../domain/environment/pair.ts";
import { watchIdOf } from "../../domain/upgrade/pair-record.ts";
import { decide, type WatchDecision } from "../../domain/watch/decide.ts";
import type { WatchReport } from "../../domain/watch/report.ts";
import {
  nothingSeen,
  remember,
  reportOf,
  type Seen,
  type WatchMemory,
  type WatchTerms,
} from "../../domain/watch/seen.ts";
import type { Owner } from "../activities/ownership.ts";
import type { Ways } from "../activities/probing.ts";
import { lookAround, turnStoryAround, type LookOrder } from "../activities/watching.ts";
import type { OrchestrationContext, Story } from "../durable.ts";
import { callStep, type Step, type StepAnswer } from "../step.ts";

export interface WatchInput {
  readonly owner: Owner;
  readonly ways: Extract<Ways, "watch" | "sharedWatch">;
  readonly terms: WatchTerms;
  /** What earlier rounds have left; null at first. */
  readonly memory: WatchMemory | null;
}

/** What is not answered by then is not waited for. */
const answerSeconds = 45;
const metricsEverySeconds = 60;
/** While the previous environment is put away the lever is of no use, so fewer looks do. */
const retiringSeconds = 60;
/** A way back that takes very long, such as in a freeze of days, is looked at more seldom. */
const [longSeconds, seldomSeconds] = [1_800, 600];
/** Then it begins anew, so that its history stays small however many weeks it lasts; no event can be lost by it. */
const looksAtOnce = 30;

/**
 * Watches both environments of one operation from the first write that can move users until they are back or the
 * previous is offline. It only reads, one attempt a look, and waits on nothing but its timer: not for the story, not
 * for a person, not for an outside that refuses. What it cannot see is unknown. On a bad verdict it has users taken
 * back, by the story or without it.
 */
export function* watch(context: OrchestrationContext): Story<WatchReport> {
  const input = context.df.getInput<WatchInput>();
  const { terms } = input;
  let memory = input.memory ?? nothingSeen;
  // beginning anew takes what was told away
  if (input.memory !== null) tell(context, reportOf(memory, terms));
  for (let looks = 0; looks < looksAtOnce; looks += 1) {
    const begunAt = nowIn(context);
    memory = yield* look(context, input, memory);
    const report = reportOf(memory, terms);
    const decision = decide(factsOf(memory, report, terms));
    if (decision.kind === "end") return tell(context, { ...report, ended: decision.why });
    tell(context, report);
    memory = yield* act(context, input, { memory, report, decision });
    tell(context, { ...report, turned: memory.turned });
    yield context.df.createTimer(new Date(Date.parse(begunAt) + pauseSeconds(input, memory) * 1000));
  }
  context.df.continueAsNew({ ...input, memory });
  return reportOf(memory, terms);
}

const nowIn = (context: OrchestrationContext): string => context.df.currentUtcDateTime.toISOString();

const secondsFrom = (then: string | undefined, at: string): number =>
  then === undefined ? Infinity : (Date.parse(at) - Date.parse(then)) / 1000;

function tell(context: OrchestrationContext, report: WatchReport): WatchReport {
  context.df.setCustomStatus(report);
  return report;
}

function pauseSeconds({ terms }: WatchInput, memory: WatchMemory): number {
  const { intervalSeconds } = terms.policy;
  const phase = memory.story?.position.phase;
  if (phase === "retiring") return Math.max(retiringSeconds, intervalSeconds);
  if (phase !== "rollingBack" || memory.runs !== "running") return intervalSeconds;
  // the story is at it: what is left to see is whether it lives
  const isLong = secondsFrom(memory.backSince ?? undefined, memory.at) > longSeconds;
  return Math.max(isLong ? seldomSeconds : retiringSeconds, intervalSeconds);
}

function* look(
  context: OrchestrationContext,
  { owner, ways, terms }: WatchInput,
  memory: WatchMemory,
): Story<WatchMemory> {
  const at = nowIn(context);
  const askedMetrics = secondsFrom(memory.metricsAt ?? undefined, at) >= metricsEverySeconds;
  const order: LookOrder = {
    owner,
    candidate: terms.candidate,
    ways: memory.arrival?.fact.arrived === true ? ways : beforeArrival[ways],
    asksMetrics: askedMetrics,
  };
  const answer = yield* inTime<LookOrder, Seen>(context, lookAround, order);
  const seen = answer?.kind === "ok" ? answer.value : null;
  return remember(memory, terms, { seen, at: nowIn(context), askedMetrics });
}

/** Until users are there the users' own name may be answered by the side they leave, which may be sick. */
const beforeArrival: Readonly<Record<WatchInput["ways"], Ways>> = { watch: "proof", sharedWatch: "origin" };

/** One attempt, given up when its answer is late: an open activity keeps nobody from going on. */
function* inTime<Input extends object, Output>(
  context: OrchestrationContext,
  step: Step<Input, Output>,
  input: Input,
): Story<StepAnswer<Output> | null> {
  const task = callStep(context, step, input);
  const due = context.df.currentUtcDateTime.getTime() + answerSeconds * 1000;
  const timer = context.df.createTimer(new Date(due));
  yield context.df.Task.any([task, timer]);
  if (!timer.isCompleted) timer.cancel();
  return task.isCompleted ? (task.result as StepAnswer<Output>) : null;
}

function factsOf(memory: WatchMemory, report: WatchReport, { candidate, isEscape }: WatchTerms) {
  const { owner, story, turned } = memory;
  return {
    owner: owner ?? ("unknown" as const),
    story: report.story,
    position: story?.position ?? null,
    outcome: story?.outcome ?? null,
    candidate: report.verdicts[candidate]?.fact.verdict ?? null,
    previous: report.verdicts[otherColor(candidate)]?.fact.verdict ?? null,
    isEscape,
    askedSecondsAgo: turned === null ? null : secondsFrom(turned.at, report.at),
  };
}

interface Weighed {
  readonly memory: WatchMemory;
  readonly report: WatchReport;
  readonly decision: Exclude<WatchDecision, { kind: "end" }>;
}

/** Asks for the way back where it is needed; a failed try is made again at the next look. */
function* act(
  context: OrchestrationContext,
  { owner, terms }: WatchInput,
  { memory, report, decision }: Weighed,
): Story<WatchMemory> {
  if (decision.kind === "goOn") return memory;
  const { at } = report;
  const why = whyBack(report, terms);
  const id = `${watchIdOf(owner.operationId)}-${at}`;
  const command = { command: "rollBack", id, by: "watch", reason: why } as const;
  const order = { owner, command, isDead: decision.kind === "takeOver" };
  const asked = yield* inTime(context, turnStoryAround, order);
  return asked?.kind === "ok" ? { ...memory, turned: { at, why } } : memory;
}

function whyBack({ verdicts }: WatchReport, { candidate }: WatchTerms): string {
  const { passed = 0, failed = 0, unknown = 0, evidence = [] } = verdicts[candidate]?.fact ?? {};
  const said = evidence.length > 0 ? ` (${evidence.join("; ")})` : "";
  return `${candidate} is unhealthy: ${passed} passed, ${failed} failed, ${unknown} unknown${said}`;
}
