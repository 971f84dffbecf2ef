import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Bench } from "./bench-shape.ts";
import { arms, type Arm } from "./host/bench-engine.ts";

export interface Figures {
  readonly name: string;
  readonly orchestrationsPerSecond: number;
  readonly clientOrchestrationsPerSecond: number;
  readonly replay400Ms: number;
  readonly replay8000Ms: number;
  readonly longHistorySeconds: number;
  readonly recoverySeconds: number;
}

const rows = {
  orchestrationsPerSecond: "orchestrations of five steps a second, by the engine",
  clientOrchestrationsPerSecond: "the same, started through the durable client",
  replay400Ms: "one turn over 400 events, in milliseconds",
  replay8000Ms: "one turn over 8 000 events, in milliseconds",
  longHistorySeconds: "one orchestration of 8 000 events, in seconds",
  recoverySeconds: "10 000 records recovered, in seconds",
} as const;

export const host: Bench = {
  about: `the embedded host with its journal (ours) and over documents that hold an instance's whole history and are
            written anew at each transition (rewrite-history), which must visibly lose.
            An arm is {"name","orchestrationsPerSecond","clientOrchestrationsPerSecond","replay400Ms",
            "replay8000Ms","longHistorySeconds","recoverySeconds"}.`,
  measure: async (seed, tell) => {
    tell(arms.map((arm) => arm.padStart(60 + (arm === "ours" ? 0 : -44))).join(""));
    const measured = arms.map((arm) => measureApart(arm, seed));
    for (const [key, row] of Object.entries(rows)) {
      const numbers = measured.map((figures) => shown(figures[key as keyof typeof rows]));
      tell(
        `${row.padEnd(54)}${numbers.map((number, place) => number.padStart(place === 0 ? 6 : 16)).join("")}`,
      );
    }
    return { arms: measured, objections: objectionsTo(measured) };
  },
};

function measureApart(arm: Arm, seed: string): Figures {
  const words = [join(import.meta.dirname, "host/measure.ts"), arm, seed];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`the arm ${arm} crashed: ${stderr}`);
  return JSON.parse(stdout) as Figures;
}

const shown = (figure: number): string => figure.toFixed(figure < 10 ? 2 : 0);

interface Promised {
  readonly what: string;
  readonly ratio: (ours: Figures, naive: Figures) => number;
  /** How many times as good as rewriting the host must be. */
  readonly least: number;
}

const promises: readonly Promised[] = [
  {
    what: "orchestrations by the engine",
    ratio: (ours, naive) => ours.orchestrationsPerSecond / naive.orchestrationsPerSecond,
    least: 2,
  },
  {
    // much of the time is the client's
    what: "orchestrations through the client",
    ratio: (ours, naive) => ours.clientOrchestrationsPerSecond / naive.clientOrchestrationsPerSecond,
    least: 1,
  },
  {
    what: "an orchestration of 8 000 events",
    ratio: (ours, naive) => naive.longHistorySeconds / ours.longHistorySeconds,
    least: 10,
  },
  {
    // reading is not where rewriting loses; a recovery that takes far longer would be a fault
    what: "the recovery of 10 000 records",
    ratio: (ours, naive) => naive.recoverySeconds / ours.recoverySeconds,
    least: 1 / 3,
  },
];

/** Both arms ran on the same machine under the same load, so only their ratios say anything. */
export function objectionsTo([ours, naive]: readonly Figures[]): readonly string[] {
  if (ours === undefined || naive === undefined) return ["an arm is missing"];
  return promises
    .map(({ what, ratio, least }) => ({ what, least, is: ratio(ours, naive) }))
    .filter(({ is, least }) => !(is >= least))
    .map(
      ({ what, is, least }) =>
        `${what}: ${is.toFixed(2)} times as fast as with rewriting, not ${least.toFixed(2)} times`,
    );
}
