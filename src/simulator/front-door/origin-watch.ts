import type { Draw } from "../joints.ts";
import type { Configuration, GroupConfiguration, OriginConfiguration } from "./configuration.ts";
import { routedGroups } from "./configuration.ts";
import type { HealthWindow, ProbeSchedule, Transition } from "./health-window.ts";
import { isHealthy, nextProbe, probe } from "./health-window.ts";
import type { ProbeAnswers } from "./probe-answers.ts";

/** One edge's eye on one origin of one group. */
export interface OriginWatch {
  readonly group: GroupConfiguration;
  readonly origin: OriginConfiguration;
  readonly schedule: ProbeSchedule;
  window: HealthWindow;
  /** The judgment at the moment the edge has worked out; `window` may be ahead of it within one catch-up. */
  isHealthy: boolean;
}

export type OriginWatches = ReadonlyMap<string, OriginWatch>;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ProbeCount {
  readonly group: string;
  readonly originHost: string;
  readonly sent: number;
  readonly passed: number;
}

export const watchKey = (group: GroupConfiguration, origin: OriginConfiguration): string =>
  `${group.name}/${origin.name}`.toLowerCase();

/** Enabled origins of routed groups are watched; one that was watched before keeps its samples and its phase. */
export function watchOrigins(
  edge: { readonly name: string; readonly draw: Draw },
  configuration: Configuration,
  before: OriginWatches,
): OriginWatches {
  const watches = routedGroups(configuration).flatMap((group) =>
    group.origins
      .filter((origin) => origin.isEnabled)
      .map((origin): [string, OriginWatch] => {
        const key = watchKey(group, origin);
        return [
          key,
          watchOf(group, origin, {
            before: before.get(key),
            phase: () => edge.draw("probe.phase", `${edge.name}/${key}`),
          }),
        ];
      }),
  );
  return new Map(watches);
}

function watchOf(
  group: GroupConfiguration,
  origin: OriginConfiguration,
  known: { readonly before: OriginWatch | undefined; readonly phase: () => number },
): OriginWatch {
  const { sampleSize, successfulSamplesRequired } = group;
  const { intervalMs } = group.probe;
  const before = known.before?.origin.hostName === origin.hostName ? known.before : undefined;
  const samples = (before?.window.samples ?? []).slice(-sampleSize);
  const window = { sampleSize, successfulSamplesRequired, samples };
  const schedule =
    before?.schedule.intervalMs === intervalMs
      ? before.schedule
      : { intervalMs, phaseMs: Math.floor(known.phase() * intervalMs) };
  return { group, origin, schedule, window, isHealthy: isHealthy(window) };
}

/** As if the origin had been probed for long: every sample is what it answers now. */
export function fillWindow(watch: OriginWatch, answers: ProbeAnswers, atMs: number): void {
  const { isOk } = answers.of(watch.origin, watch.group.probe)(atMs);
  const samples = Array.from({ length: watch.window.sampleSize }, () => isOk);
  watch.window = { ...watch.window, samples };
  watch.isHealthy = isHealthy(watch.window);
}

/** Sends the probes that were due; the judgment itself is left to whoever tells the transitions in time order. */
export function sendProbes(watch: OriginWatch, answers: ProbeAnswers, span: Span): readonly Transition[] {
  const answerAt = answers.of(watch.origin, watch.group.probe);
  const { window, transitions } = probe(watch.window, watch.schedule, { ...span, answerAt });
  watch.window = window;
  return transitions;
}

/** How many probes this origin got in [fromMs, toMs). */
export function countProbes(watch: OriginWatch, answers: ProbeAnswers, span: Span): ProbeCount {
  const { group, origin, schedule } = watch;
  const answerAt = answers.of(origin, group.probe);
  let [sent, passed] = [0, 0];
  for (let dueMs = nextProbe(schedule, span.fromMs - 1); dueMs < span.toMs; dueMs += schedule.intervalMs) {
    sent += 1;
    if (answerAt(dueMs).isOk) passed += 1;
  }
  return { group: group.name, originHost: origin.hostName, sent, passed };
}
