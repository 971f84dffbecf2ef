import { otherColor, type Pair } from "../../domain/environment/pair.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import { noEvidence, type MoveEvidence } from "../../domain/guards/move-users.ts";
import type { VerdictKind } from "../../domain/probing/verdict.ts";
import { watchIdOf } from "../../domain/upgrade/pair-record.ts";
import type { WatchReport } from "../../domain/watch/report.ts";
import { readWatch, startWatch } from "../activities/watching.ts";
import type { Story } from "../durable.ts";
import type { WatchInput } from "../orchestrators/watch.ts";
import { note, nowOf, ownerOf, publish, type Run } from "../run.ts";
import { attempt } from "../step.ts";
import { call, nap } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";
import { badVerdict, saidOf } from "./verdicts.ts";

/** Begins the watch of both environments; safe to repeat. */
export function* beginWatch(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  const input: WatchInput = {
    owner: ownerOf(run),
    ways: pair.steps.length === 1 ? "watch" : "sharedWatch",
    terms: {
      candidate: plan.candidate,
      policy: pair.verdict,
      baseline: run.baseline,
      allowedMs: Math.min(...pair.checks.map((check) => check.latencyMs)),
      expectsTraffic: run.expectsTraffic,
    },
    memory: null,
  };
  yield* call(run, startWatch, { id: watchIdOf(run.id), input });
}

/**
 * What the watch has seen, told where it has changed. Nothing is believed that is not young: whoever takes it weighs
 * it. A watch that does not run is begun again. A bad verdict turns the story around.
 */
export function* readEvidence(run: Run, plan: ActivePlan, pair: Pair): Story<WatchReport | null> {
  const answer = yield* attempt(run.context, readWatch, { operationId: run.id });
  if (answer.kind === "ok" && !answer.value.isRunning) yield* beginWatch(run, plan, pair);
  const report = answer.kind === "ok" ? answer.value.report : null;
  if (report !== null) yield* tellReport(run, plan, report);
  const verdict = report?.verdicts[plan.candidate]?.fact;
  if (verdict?.verdict === "unhealthy") throw badVerdict(plan, saidOf(verdict));
  return report;
}

const verdictsKept = 5;

function* tellReport(run: Run, plan: ActivePlan, report: WatchReport): Story<void> {
  const before = run.report;
  run.report = report;
  const found = report.verdicts[plan.candidate];
  const isNew = found !== null && found.fact.verdict !== before?.verdicts[plan.candidate]?.fact.verdict;
  if (found !== null) {
    const said = { ...found.fact, at: found.takenAt, color: plan.candidate };
    const verdicts = [...run.head.verdicts.filter((one) => one.at !== said.at), said].slice(-verdictsKept);
    run.head = { ...run.head, verdicts };
    if (isNew) note(run, "verdict.given", { color: plan.candidate, ...found.fact });
  }
  run.head = { ...run.head, traffic: report.traffic ?? run.head.traffic };
  tellWayBack(run, plan, report);
  // what has not changed is told by the watch itself
  if (run.untold.length > 0) yield* publish(run);
}

/** A way back that has gone bad is no reason to turn around, but people must know it before they need it. */
function tellWayBack(run: Run, plan: ActivePlan, { verdicts }: WatchReport): void {
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

const kindOf = (verdict: WatchReport["verdicts"]["blue"]): Evidence<VerdictKind> | null =>
  verdict === null ? null : { fact: verdict.fact.verdict, takenAt: verdict.takenAt };

/** Between two looks at the evidence: until the watch or a person has something, or this long, ever more seldom. */
const [firstNapSeconds, longestNapSeconds] = [120, 12 * 3_600];

export function* waitForNews(run: Run, { turns, until }: { turns: number; until?: Date }): Story<void> {
  const seconds = Math.min(longestNapSeconds, firstNapSeconds * 2 ** Math.min(turns, 12));
  const due = nowOf(run).getTime() + seconds * 1000;
  yield* nap(run, new Date(Math.max(nowOf(run).getTime(), Math.min(due, until?.getTime() ?? due))));
}
