import { compareTurns } from "./compare-turns.ts";
import { compare, type Difference } from "./compare.ts";
import { drive } from "./drive.ts";
import type { Bindings } from "./placeholders.ts";
import { prologues } from "./prologues.ts";
import type { RecordedResponse, Recording, Turn } from "./recording.ts";
import { seen } from "./seen.ts";
import { withoutKeys } from "./send.ts";
import type { Subject } from "./subject.ts";

/** Everything in which the subject differs from the recording, whether it is known or not. */
export async function runScenario(recording: Recording, subject: Subject): Promise<readonly Difference[]> {
  const bindings: Bindings = new Map();
  const turnsBefore = subject.turns?.().length ?? 0;
  const seenBefore = seen(subject, "eg.jsonl").length;
  const first = (await prologues[recording.name]?.(subject)) ?? [];
  const answers = [...compareRace(recording, first), ...(await drive(recording, subject, bindings))];
  await subject.settle();
  if (subject.turns === undefined) return answers;
  const turns = subject.turns().slice(turnsBefore);
  const shown = JSON.parse(withoutKeys(subject, JSON.stringify(turns))) as readonly Turn[];
  const noted = seen(subject, "eg.jsonl").slice(seenBefore);
  return [
    ...answers,
    ...compareTurns(recording, shown, bindings),
    ...compareSeen(recording, noted, bindings),
  ];
}

/** Of requests sent all at once it is not known which one was answered how. */
function compareRace(
  { concurrentAnswers }: Recording,
  answers: readonly RecordedResponse[],
): readonly Difference[] {
  if (concurrentAnswers === undefined) return [];
  const statuses = (all: readonly { readonly status: number }[]): readonly number[] =>
    all.map(({ status }) => status).toSorted((one, other) => one - other);
  return compare(
    { recorded: statuses(concurrentAnswers), actual: statuses(answers) },
    new Map(),
    "concurrent answers",
  );
}

function compareSeen(
  { name, seenByFunction }: Recording,
  noted: readonly unknown[],
  bindings: Bindings,
): readonly Difference[] {
  if (name !== "eventgrid" || seenByFunction === undefined) return [];
  return compare({ recorded: seenByFunction, actual: noted }, bindings, "seen");
}
