import { fork } from "node:child_process";
import { join } from "node:path";
import type { Ask, EdgeAddress, Outcome, UsersReport } from "./wire.ts";

/** The process of the pretend users, as the data plane drives it. */
export interface Crowd {
  /** Every edge completes this many requests begun from now on, asked of it in turn. */
  round(requestsPerEdge: number, asksOf: (edge: string) => readonly Ask[]): Promise<readonly Outcome[]>;
  /** Resolves when the slow request has ended, however it did. */
  askSlowly(id: string, edge: EdgeAddress): Promise<Outcome>;
  stop(): Promise<void>;
}

export function gatherCrowd(options: {
  readonly host: string;
  readonly edges: readonly EdgeAddress[];
}): Crowd {
  const { host, edges } = options;
  const generator = fork(join(import.meta.dirname, "generator.ts"), [], {
    execPath: process.execPath,
    // Nothing is inherited: a proxy variable would send the users to the simulated Azure's own proxy.
    env: {},
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = new Promise<void>((resolve) => void generator.once("exit", () => resolve()));
  const died = exited.then(() => Promise.reject(new Error("The process of the pretend users has ended.")));
  // Only a round that waits cares; without one, its end is no news.
  died.catch(() => undefined);
  const slowEnded = new Map<string, (outcome: Outcome) => void>();
  let roundEnded: ((outcomes: readonly Outcome[]) => void) | undefined;

  generator.on("message", (report: UsersReport) => {
    switch (report.kind) {
      case "roundEnded":
        return roundEnded?.(report.outcomes);
      case "slowEnded":
        slowEnded.get(report.id)?.(report.outcome);
        return void slowEnded.delete(report.id);
      default:
        return report satisfies never;
    }
  });

  return {
    round(requestsPerEdge, asksOf) {
      const ended = new Promise<readonly Outcome[]>((resolve) => void (roundEnded = resolve));
      const asked = edges.map((edge) => ({ ...edge, asks: asksOf(edge.name) }));
      generator.send({ kind: "round", edges: asked, requestsPerEdge });
      return Promise.race([ended, died]);
    },
    askSlowly: (id, edge) =>
      new Promise((resolve) => {
        slowEnded.set(id, resolve);
        generator.send({ kind: "slow", id, host, edge });
      }),
    async stop() {
      generator.kill();
      await exited;
    },
  };
}
