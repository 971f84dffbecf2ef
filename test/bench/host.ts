import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Bench } from "./bench-shape.ts";
import { arms, type Arm } from "./host/bench-engine.ts";

interface Figures {
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

/** What the host promises on a machine with two cores that does nothing else. */
function objectionsTo([ours, naive]: readonly Figures[]): readonly string[] {
  if (ours === undefined || naive === undefined) return ["an arm is missing"];
  const speedUp = naive.longHistorySeconds / ours.longHistorySeconds;
  const promises: Readonly<Record<string, boolean>> = {
    "fewer than 400 orchestrations a second by the engine": ours.orchestrationsPerSecond >= 400,
    "fewer than 80 orchestrations a second through the client": ours.clientOrchestrationsPerSecond >= 80,
    [`8 000 events are only ${speedUp.toFixed(1)} times as fast as with rewriting`]: speedUp >= 10,
    "10 000 records take longer than 2 seconds to recover": ours.recoverySeconds <= 2,
  };
  return Object.keys(promises).filter((broken) => promises[broken] === false);
}
