import { createAgenda } from "../../src/simulator/clock/agenda.ts";
import { drawsOf } from "../../src/simulator/clock/draws.ts";
import { isHealthy, probe, type HealthWindow } from "../../src/simulator/front-door/health-window.ts";
import type { Knowledge } from "../../src/simulator/front-door/knowledge.ts";
import { createRollouts } from "../../src/simulator/front-door/rollouts.ts";
import type { Draw } from "../../src/simulator/joints.ts";
import type { Bench } from "./bench-shape.ts";

interface Arm {
  readonly name: string;
  readonly probeSeconds: number | null;
  readonly windowMinutes: number | null;
  readonly rollbacks: number;
  readonly p50Seconds: number;
  readonly p99Seconds: number;
}

const [rollbacks, edges] = [200, 120];
const names = Array.from({ length: edges }, (_, index) => `edge-${index + 1}`);

/** A gate reads the pair record at most this often (GATE_RECORD_MAX_AGE_MS). */
const recordAgeMs = 2_000;
/** The lever may be pulled on evidence within this, the story's own looks included. */
const pullMs = 2_000;

const [longestLeverSeconds, timesFaster] = [30, 40];

/** When an edge's users are back: by its own probes of a closed gate, or by the route that reaches it. */
export const rollback: Bench = {
  about: `virtual time from the call until an edge's users are back, over 24 000 edges an arm: by the lever at 5 s and
            15 s probes, and by the route write alone at windows of 3, 20 and 45 minutes.
            An arm is {"name","probeSeconds","windowMinutes","rollbacks","p50Seconds","p99Seconds"}.`,
  measure: async (seed, tell) => {
    const draw = drawsOf(Number(seed));
    const arms = [
      ...[5, 15].map((seconds) => byLever(draw, seconds)),
      ...[3, 20, 45].map((minutes) => byConfiguration(draw, minutes)),
    ];
    for (const { name, p50Seconds, p99Seconds } of arms)
      tell(
        `${name.padEnd(12)} p50 ${p50Seconds.toFixed(1).padStart(7)} s   p99 ${p99Seconds.toFixed(1).padStart(7)} s`,
      );
    return { arms, objections: objectionsTo(arms) };
  },
};

function byLever(draw: Draw, probeSeconds: number): Arm {
  const seconds: number[] = [];
  for (let nth = 0; nth < rollbacks; nth += 1) {
    for (const edge of names) seconds.push(noticedAfterMs(draw, edge, probeSeconds * 1000) / 1000);
  }
  return armOf(`lever-${probeSeconds}s`, { probeSeconds, windowMinutes: null, seconds });
}

/** Three of the last four probes must pass, so the second that fails makes the edge fall back. */
function noticedAfterMs(draw: Draw, edge: string, intervalMs: number): number {
  const closedMs = pullMs + recordAgeMs * draw("gate.recordAge", edge);
  const window: HealthWindow = {
    sampleSize: 4,
    successfulSamplesRequired: 3,
    samples: [true, true, true, true],
  };
  const schedule = { intervalMs, phaseMs: Math.floor(intervalMs * draw("probe.phase", edge)) };
  const answerAt = (ms: number) =>
    ms < closedMs ? { isOk: true, untilMs: closedMs } : { isOk: false, untilMs: Infinity };
  const { transitions } = probe(window, schedule, { fromMs: 0, toMs: closedMs + 10 * intervalMs, answerAt });
  const turned = transitions.find((transition) => !transition.isHealthy);
  if (turned === undefined || !isHealthy(window)) throw new Error(`${edge} never noticed the closed gate`);
  return turned.atMs;
}

/** Which configuration travels does not matter to how long it takes. */
const nothingKnown: Knowledge = {
  configuration: { groups: new Map(), routes: [] },
  after: () => nothingKnown,
};

function byConfiguration(draw: Draw, windowMinutes: number): Arm {
  const seconds: number[] = [];
  for (let nth = 0; nth < rollbacks; nth += 1) {
    const rollouts = createRollouts({
      agenda: createAgenda(0),
      draw,
      profileId: `profile-${windowMinutes}`,
      edges: names,
    });
    rollouts.propagationTakes(windowMinutes);
    const { arrivesAtMs } = rollouts.begin(nothingKnown, { path: "the users' route", properties: {} });
    for (const arrivesMs of arrivesAtMs) seconds.push((pullMs + arrivesMs) / 1000);
  }
  return armOf(`config-${windowMinutes}m`, { probeSeconds: null, windowMinutes, seconds });
}

function armOf(
  name: string,
  {
    seconds,
    ...rest
  }: { probeSeconds: number | null; windowMinutes: number | null; seconds: readonly number[] },
): Arm {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  return { name, ...rest, rollbacks, p50Seconds: at(0.5), p99Seconds: at(0.99) };
}

function objectionsTo(arms: readonly Arm[]): readonly string[] {
  const p99 = (name: string) => arms.find((arm) => arm.name === name)?.p99Seconds ?? NaN;
  const times = p99("config-20m") / p99("lever-5s");
  return [
    ...(p99("lever-5s") <= longestLeverSeconds ? [] : [`the lever takes ${p99("lever-5s")} s at 5 s probes`]),
    ...(times >= timesFaster
      ? []
      : [`the lever is only ${times.toFixed(1)} times as fast as a window of 20 minutes`]),
  ];
}
