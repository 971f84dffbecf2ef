import { phasesOf } from "./phase-spans.ts";
import type { SeenOperation } from "./scenario.ts";

const lastLines = 8;

/** What the last operation tells of itself, for somebody who has to find out why a rehearsal failed. */
export function evidenceOf(last: SeenOperation | undefined): readonly string[] {
  if (last === undefined) return ["No operation was started."];
  const { id, outcome, phase, why, verdicts, journal } = last;
  const stands = outcome ?? phasesOf(last).at(-1)?.phase ?? phase;
  return [
    ...(why === null ? [] : [`${id} (${outcome ?? phase}) says: ${why}`]),
    ...verdicts.filter(({ verdict }) => verdict !== "healthy").map(verdictText),
    ...journal.slice(-lastLines).map((entry) => `Journal of ${id}: ${entryText(entry)}`),
    ...(journal.length === 0 ? [`${id} is in ${stands} and has no journal yet.`] : []),
  ];
}

function verdictText(verdict: SeenOperation["verdicts"][number]): string {
  const { at, color, passed, failed, unknown, evidence } = verdict;
  const counts = `${passed} looks passed, ${failed} failed, ${unknown} said nothing`;
  return `The verdict on ${color} at ${at} was ${verdict.verdict} (${counts}): ${evidence.join("; ") || "no evidence"}`;
}

function entryText({ at, event, data }: SeenOperation["journal"][number]): string {
  const told = Object.keys(data).length === 0 ? "" : ` ${JSON.stringify(data)}`;
  return `${at} ${event}${told}`;
}
