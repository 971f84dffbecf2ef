import type { SeenOperation } from "./scenario.ts";

export interface PhaseSpan {
  readonly phase: string;
  /** ISO 8601. */
  readonly start: string;
  /** null: it has not ended. */
  readonly end: string | null;
}

/** Every entry into a phase, as the journal tells it. */
export function phasesOf({ journal }: SeenOperation): readonly PhaseSpan[] {
  const marks = journal.filter(({ event }) => event === "phase.entered" || event === "operation.ended");
  return marks.flatMap(({ event, at, data }, index) => {
    if (event !== "phase.entered") return [];
    return [{ phase: String(data["phase"]), start: at, end: marks[index + 1]?.at ?? null }];
  });
}
