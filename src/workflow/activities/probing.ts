import type { Check, Color, Pair } from "../../domain/environment/pair.ts";
import type { Sample } from "../../domain/probing/verdict.ts";
import type { Ports, ProbedVia } from "../ports.ts";
import type { Step } from "../step.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

/**
 * How an environment is looked at. `proof`: on every way that the pair's checks name. `origin`: at its origin alone,
 * for while both environments answer behind one name. `public`: through the users' own name. `watch` and
 * `sharedWatch`: as `proof` and `origin`, and through the users' own name, whoever answers there: it is a hint from
 * one region, which may be the last to learn.
 */
export type Ways = "proof" | "origin" | "public" | "watch" | "sharedWatch";

/** One look at an environment: every check on every way to it. It passes when all of them pass. */
export const takeSample: Step<PairRef & { color: Color; ways: Ways }, Sample> = {
  name: "takeSample",
  run: async (ports, { color, at, ways, ...ref }) => {
    const pair = await pairOf(ports, ref);
    return lookAt(ports, pair, {
      color,
      at,
      ways: pair.checks.flatMap((check) => waysTo(pair, check, ways)),
    });
  },
};

export function waysTo(pair: Pair, check: Check, ways: Ways): readonly Way[] {
  switch (ways) {
    case "proof":
      return check.via.filter((via) => via === "origin" || hasPreviews(pair)).map((via) => ({ check, via }));
    case "origin":
      // an origin that is locked to Front Door can only be asked through it
      return [{ check, via: check.via.includes("origin") ? "origin" : "public" }];
    case "public":
      return [{ check, via: "public" }];
    case "watch":
      return [...waysTo(pair, check, "proof"), { check, via: "anyone" }];
    case "sharedWatch":
      return [...waysTo(pair, check, "origin"), { check, via: "anyone" }];
    default:
      return ways satisfies never;
  }
}

const hasPreviews = (pair: Pair): boolean => pair.router.kind === "frontDoor";

interface Way {
  readonly check: Check;
  readonly via: ProbedVia;
}

interface Look {
  readonly color: Color;
  readonly at: string;
  readonly ways: readonly Way[];
}

export async function lookAt(ports: Ports, pair: Pair, { color, at, ways }: Look): Promise<Sample> {
  const seen: Sample[] = [];
  for (const { check, via } of ways) seen.push(await ports.prober.probe(pair, { color, check, via, at }));
  const worst = seen.find((one) => one.outcome === "fail") ?? seen.find((one) => one.outcome === "unknown");
  const latencies = seen.flatMap((one) => one.latencyMs ?? []);
  const slowest = latencies.length === seen.length ? { latencyMs: Math.max(...latencies) } : {};
  return { ...(worst ?? { at, outcome: "pass" }), ...slowest };
}
