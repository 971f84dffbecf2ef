/** One edge's own judgment of one origin: the last `sampleSize` probes, of which enough must have passed. */
export interface HealthWindow {
  readonly sampleSize: number;
  readonly successfulSamplesRequired: number;
  /** Oldest first; empty for an origin never probed, which counts as unhealthy until enough probes passed. */
  readonly samples: readonly boolean[];
}

export interface ProbeSchedule {
  readonly phaseMs: number;
  readonly intervalMs: number;
}

/** What a probe sent at a moment is answered, and until when (exclusive) that stays so. */
export type AnswerAt = (ms: number) => { readonly isOk: boolean; readonly untilMs: number };

export interface Transition {
  readonly atMs: number;
  readonly isHealthy: boolean;
}

export const isHealthy = (window: HealthWindow): boolean =>
  window.samples.filter(Boolean).length >= window.successfulSamplesRequired;

/** Works out the probes due after `fromMs` up to and including `toMs`, and each moment the judgment turned. */
export function probe(
  window: HealthWindow,
  schedule: ProbeSchedule,
  span: { readonly fromMs: number; readonly toMs: number; readonly answerAt: AnswerAt },
): { readonly window: HealthWindow; readonly transitions: readonly Transition[] } {
  const transitions: Transition[] = [];
  let current = window;
  let dueMs = nextProbe(schedule, span.fromMs);
  while (dueMs <= span.toMs) {
    const { isOk, untilMs } = span.answerAt(dueMs);
    // Once a whole window holds one answer, more of the same teach nothing, though days of probes may be due.
    for (let sent = 0; sent < window.sampleSize && dueMs <= span.toMs && dueMs < untilMs; sent += 1) {
      const after = { ...current, samples: [...current.samples, isOk].slice(-window.sampleSize) };
      if (isHealthy(after) !== isHealthy(current))
        transitions.push({ atMs: dueMs, isHealthy: isHealthy(after) });
      current = after;
      dueMs += schedule.intervalMs;
    }
    if (dueMs < untilMs && dueMs <= span.toMs) {
      dueMs = nextProbe(schedule, Math.min(untilMs - 1, span.toMs));
    }
  }
  return { window: current, transitions };
}

/** The first probe strictly after a moment. */
export function nextProbe({ phaseMs, intervalMs }: ProbeSchedule, afterMs: number): number {
  return (Math.floor((afterMs - phaseMs) / intervalMs) + 1) * intervalMs + phaseMs;
}
