import type { OriginTraffic } from "../../domain/probing/baseline.ts";
import type { Color } from "../../domain/environment/pair.ts";
import type { TrafficMinute } from "../../domain/swap/traffic.ts";
import type { Step } from "../step.ts";
import { pairOf } from "./pair-of.ts";

export const readTraffic: Step<{ pair: string; from: string; to: string }, readonly TrafficMinute[]> = {
  name: "readTraffic",
  run: async (ports, { pair, from, to }) => ports.traffic.perMinute(pairOf(ports, pair), { from, to }),
};

export const readOriginTraffic: Step<
  { pair: string; from: string; to: string },
  Readonly<Record<Color, OriginTraffic | null>>
> = {
  name: "readOriginTraffic",
  run: async (ports, { pair, from, to }) => ports.traffic.perOrigin(pairOf(ports, pair), { from, to }),
};
