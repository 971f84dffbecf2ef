import type { Color, Pair } from "../../domain/environment/pair.ts";
import type { Sample } from "../../domain/probing/verdict.ts";
import { previewProves, waysTo, type Purpose } from "../../domain/probing/ways.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "../step.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

export type Ways = Purpose;

/** One look at an environment: every check on every way to it. It passes when all of them pass. */
export const takeSample: Step<PairRef & { color: Color; ways: Ways }, Sample> = {
  name: "takeSample",
  run: async (ports, { color, at, ways, ...ref }) =>
    lookAt(ports, await pairOf(ports, ref), { color, at, ways }),
};

export interface LookAt {
  readonly color: Color;
  /** ISO 8601. */
  readonly at: string;
  readonly ways: Ways;
  /** Edges may still share users behind the color's preview, whatever ARM tells of it already. */
  readonly isShared?: boolean;
}

export async function lookAt(ports: Ports, pair: Pair, look: LookAt): Promise<Sample> {
  const { color, at, ways, isShared = false } = look;
  const seen: Sample[] = [];
  const asked = { purpose: ways, previewProves: !isShared && (await provesByPreview(ports, pair, color)) };
  for (const check of pair.checks) {
    for (const via of waysTo(pair, check, asked)) {
      const told = await ports.prober.probe(pair, { color, check, via, at });
      // where anybody may have answered it may have been the other environment that failed, until all users are here
      const isForAll = ways === "watch" || ways === "sharedWatch";
      const saysNothing = !isForAll && via === "anyone" && told.outcome === "fail";
      seen.push(saysNothing ? { ...told, outcome: "unknown" } : told);
    }
  }
  const worst = seen.find((one) => one.outcome === "fail") ?? seen.find((one) => one.outcome === "unknown");
  const latencies = seen.flatMap((one) => one.latencyMs ?? []);
  const slowest = latencies.length === seen.length ? { latencyMs: Math.max(...latencies) } : {};
  return { ...(worst ?? { at, outcome: "pass" }), ...slowest };
}

/** Only a check that may not ask the origin depends on it; a router that cannot be read proves nothing. */
async function provesByPreview(ports: Ports, pair: Pair, color: Color): Promise<boolean> {
  if (pair.checks.every((check) => check.via.includes("origin"))) return true;
  return ports.router.read(pair).then(
    (router) => previewProves(router, color),
    () => false,
  );
}
