import type { TrafficMinute } from "../../domain/swap/traffic.ts";
import type { Step } from "../step.ts";
import { pairOf } from "./pair-of.ts";

export const readTraffic: Step<{ pair: string; from: string; to: string }, readonly TrafficMinute[]> = {
  name: "readTraffic",
  run: async (ports, { pair, from, to }) => ports.traffic.perMinute(pairOf(ports, pair), { from, to }),
};
