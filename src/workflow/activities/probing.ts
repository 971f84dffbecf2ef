import type { Check, Color, Pair, Via } from "../../domain/environment/pair.ts";
import type { Sample } from "../../domain/probing/verdict.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "../step.ts";
import { pairOf } from "./pair-of.ts";

/** One look at an environment: every check on every way to it. It passes when all of them pass. */
export const takeSample: Step<{ pair: string; color: Color; at: string }, Sample> = {
  name: "takeSample",
  run: async (ports, { pair: name, color, at }) => {
    const pair = pairOf(ports, name);
    const ways = pair.checks.flatMap((check) => check.via.map((via) => ({ check, via })));
    return lookAt(ports, pair, { color, at, ways });
  },
};

/** The same through the users' own name: a hint from one place, used where no traffic can be measured. */
export const takePublicSample: Step<{ pair: string; color: Color; at: string }, Sample> = {
  name: "takePublicSample",
  run: async (ports, { pair: name, color, at }) => {
    const pair = pairOf(ports, name);
    const ways = pair.checks.map((check) => ({ check, via: "public" as const }));
    return lookAt(ports, pair, { color, at, ways });
  },
};

interface Look {
  readonly color: Color;
  readonly at: string;
  readonly ways: readonly { check: Check; via: Via | "public" }[];
}

async function lookAt(ports: Ports, pair: Pair, { color, at, ways }: Look): Promise<Sample> {
  const seen: Sample[] = [];
  for (const { check, via } of ways) seen.push(await ports.prober.probe(pair, { color, check, via, at }));
  const worst = seen.find((one) => one.outcome === "fail") ?? seen.find((one) => one.outcome === "unknown");
  return worst ?? { at, outcome: "pass" };
}
