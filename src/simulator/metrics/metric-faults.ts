import type { Agenda, Fault } from "../joints.ts";

/** What can be wrong with metrics, whatever was measured. */
export interface MetricFaults {
  /** Faults that are not the metrics' are none of their business. */
  add(fault: Fault): void;
  /** Nothing is measured any more. */
  isSilent(): boolean;
  /** That minute is missing for ever. */
  isMissing(fromMs: number): boolean;
  /** Seconds to wait, while every question is refused. */
  throttled(): number | undefined;
}

const minuteMs = 60_000;

export function createMetricFaults({ now }: Pick<Agenda, "now">): MetricFaults {
  const gaps: { readonly fromMs: number; readonly toMs: number }[] = [];
  let isSilent = false;
  let answersAgain = { atMs: now(), retryAfterSeconds: 0 };
  return {
    add(fault) {
      if (fault.kind === "metricsSilent" || fault.kind === "metricsSpeak")
        isSilent = fault.kind === "metricsSilent";
      if (fault.kind === "metricsGap") gaps.push({ fromMs: now(), toMs: now() + fault.minutes * minuteMs });
      if (fault.kind === "metricsThrottled")
        answersAgain = { ...fault, atMs: now() + fault.minutes * minuteMs };
    },
    isSilent: () => isSilent,
    isMissing: (fromMs) => gaps.some((gap) => fromMs + minuteMs > gap.fromMs && fromMs < gap.toMs),
    throttled: () => (now() < answersAgain.atMs ? answersAgain.retryAfterSeconds : undefined),
  };
}
