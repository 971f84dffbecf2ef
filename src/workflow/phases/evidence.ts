import { otherColor, type Pair } from "../../domain/environment/pair.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import { noEvidence, type MoveEvidence } from "../../domain/guards/move-users.ts";
import type { Baseline } from "../../domain/probing/baseline.ts";
import type { VerdictKind } from "../../domain/probing/verdict.ts";
import { watchIdOf, type WatchId } from "../../domain/upgrade/pair-record.ts";
import { newsIn } from "../../domain/watch/seen.ts";
import type { WatchSeen } from "../../domain/watch/report.ts";
import { readWatch, startWatch } from "../activities/watching.ts";
import type { Story } from "../durable.ts";
import type { WatchInput } from "../orchestrators/watch.ts";
import { note, nowOf, ownerOf, publish, type Run } from "../run.ts";
import { attempt } from "../step.ts";
import { call, halt, hearNews, watchAgain } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";
import { badVerdict, saidOf } from "./verdicts.ts";

/** Begins the watch of both environments; safe to repeat. */
export function* beginWatch(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  yield* call(run, startWatch, watchOrder(run, plan, pair));
  run.isWatched = true;
}

/** Users are waiting for their way back, so it is one try. */
export function* tryWatch(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  const answer = yield* attempt(run.context, startWatch, watchOrder(run, plan, pair));
  run.isWatched = answer.kind === "ok";
}

function watchOrder(run: Run, plan: ActivePlan, pair: Pair): { id: WatchId; input: WatchInput } {
  const { baseline, expectsTraffic } = run;
  run.watchInput = watchInputOf({ owner: ownerOf(run), plan, pair, baseline, expectsTraffic });
  return { id: watchIdOf(run.id), input: run.watchInput };
}

export function watchInputOf(known: {
  readonly owner: WatchInput["owner"];
  readonly plan: ActivePlan;
  readonly pair: Pair;
  readonly baseline: Baseline | null;
  readonly expectsTraffic: boolean;
}): WatchInput {
  const { owner, plan, pair, baseline, expectsTraffic } = known;
  return {
    owner,
    ways: pair.steps.length === 1 ? "watch" : "sharedWatch",
    terms: {
      candidate: plan.candidate,
      policy: pair.verdict,
      baseline,
      allowedMs: Math.min(...pair.checks.map((check) => check.latencyMs)),
      expectsTraffic,
      isEscape: plan.kind === "rollback" && plan.isEscape,
    },
    memory: null,
  };
}

/**
 * What the watch has seen, told where it has changed. Nothing is believed that is not young: whoever takes it weighs
 * it. A bad verdict turns the story around; where the side that users left is bad as well, nobody is moved and a person
 * is asked.
 */
export function* readEvidence(run: Run, plan: ActivePlan): Story<WatchSeen | null> {
  for (;;) {
    const report = yield* readReport(run);
    if (report !== null) yield* tellReport(run, plan, report);
    const verdict = report?.verdicts[plan.candidate]?.fact;
    if (verdict?.verdict !== "unhealthy") return report;
    if (!plan.isEscape || report?.verdicts[plan.active]?.fact.verdict === "healthy")
      throw badVerdict(plan, saidOf(verdict));
    yield* halt(
      run,
      `${plan.candidate} is ${saidOf(verdict)}, and ${plan.active} was left because it is not well`,
    );
  }
}

/** A watch that is found dead is begun again. */
function* readReport(run: Run): Story<WatchSeen | null> {
  const answer = yield* attempt(run.context, readWatch, { operationId: run.id });
  if (answer.kind !== "ok") return null;
  if (!answer.value.isRunning) yield* watchAgain(run);
  return answer.value.report;
}

const verdictsKept = 5;

function* tellReport(run: Run, plan: ActivePlan, report: WatchSeen): Story<void> {
  const before = run.report;
  run.report = report;
  run.heard = newsIn(report);
  const found = report.verdicts[plan.candidate];
  const isNew = found !== null && found.fact.verdict !== before?.verdicts[plan.candidate]?.fact.verdict;
  if (found !== null) {
    const said = { ...found.fact, at: found.takenAt, color: plan.candidate };
    run.head = { ...run.head, verdicts: withVerdict(run.head.verdicts, said) };
    if (isNew) note(run, "verdict.given", { color: plan.candidate, ...found.fact });
  }
  run.head = { ...run.head, traffic: report.traffic ?? run.head.traffic };
  tellWayBack(run, plan, report);
  // what has not changed is told by the watch itself
  if (run.untold.length > 0) yield* publish(run);
}

type Said = Run["head"]["verdicts"][number];

/** The newest few that differ: of equal ones in a row the last, for the head is written into every history. */
function withVerdict(verdicts: readonly Said[], said: Said): readonly Said[] {
  const last = verdicts.at(-1);
  const isSame = last?.color === said.color && last.verdict === said.verdict;
  return [...(isSame ? verdicts.slice(0, -1) : verdicts), said].slice(-verdictsKept);
}

/** A way back that has gone bad is no reason to turn around, but people must know it before they need it. */
function tellWayBack(run: Run, plan: ActivePlan, { verdicts }: WatchSeen): void {
  const previous = verdicts[otherColor(plan.candidate)]?.fact;
  const isBad = previous?.verdict === "unhealthy";
  const why = previous?.evidence[0] ?? "no answer";
  const how = `${plan.wayBack.how}${isBad ? `; ${plan.active} does not answer well now (${why})` : ""}`;
  if (run.head.wayBack?.how === how) return;
  if (isBad) note(run, "probe.failed", { color: plan.active, evidence: previous.evidence });
  run.head = { ...run.head, wayBack: { ...plan.wayBack, how } };
}

/** A report as the guards of writes take it. */
export function moveEvidence(run: Run, plan: ActivePlan): MoveEvidence {
  const { report, proof, baseline } = run;
  const verdict = report?.verdicts[plan.candidate] ?? null;
  const arrival = report?.arrival ?? null;
  return {
    ...noEvidence,
    proof,
    baseline: baseline === null ? null : { fact: baseline.verdict, takenAt: baseline.takenAt },
    verdict: kindOf(verdict),
    arrival: arrival === null ? null : { fact: arrival.fact.arrived, takenAt: arrival.takenAt },
  };
}

const kindOf = (verdict: WatchSeen["verdicts"]["blue"]): Evidence<VerdictKind> | null =>
  verdict === null ? null : { fact: verdict.fact.verdict, takenAt: verdict.takenAt };

/** Without news the story looks up after this long at the latest; a soak can last for weeks, and its history stays small. */
const longestWaitHours = 7 * 24;

/** Waits until the watch has news, a person has something to say, or it is time; says meanwhile what for. */
export function* waitForNews(run: Run, why: string | null, until?: Date): Story<void> {
  if (why !== null && run.head.why === null) {
    run.head = { ...run.head, why };
    yield* publish(run);
  }
  const latest = nowOf(run).getTime() + longestWaitHours * 3_600_000;
  const due = new Date(Math.min(until?.getTime() ?? latest, latest));
  yield* hearNews(run, due);
}
