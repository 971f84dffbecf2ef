import type { OriginTraffic } from "../../domain/probing/baseline.ts";
import type { Color, Pair } from "../../domain/environment/pair.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import {
  quietAt,
  quietWindowMinutes,
  settledAfterMinutes,
  type Quiet,
  type TrafficMinute,
} from "../../domain/swap/traffic.ts";
import type { Ports, Span } from "../ports.ts";
import type { Step } from "../step.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

const minuteMs = 60_000;

/** The last `minutes` settled minutes; none that began before `since` (ISO 8601). */
export function settledSpan(
  at: string,
  { minutes, since }: { minutes: number; since?: string | undefined },
): Span | undefined {
  const to = Math.floor(Date.parse(at) / minuteMs) * minuteMs - settledAfterMinutes * minuteMs;
  const first = since === undefined ? 0 : Math.ceil(Date.parse(since) / minuteMs) * minuteMs;
  const from = Math.max(first, to - minutes * minuteMs);
  return from >= to ? undefined : { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** How quiet it is at an environment by the last settled minutes; as old as the end of the newest one. */
export async function quietNow(
  ports: Ports,
  pair: Pair,
  { color, at, since }: { color: Color; at: string; since?: string },
): Promise<Evidence<Quiet> | null> {
  const span = settledSpan(at, { minutes: quietWindowMinutes, since });
  if (span === undefined) return null;
  const minutes = await ports.traffic.perMinute(pair, span);
  return { fact: quietAt(color, minutes, pair.quietMinutes), takenAt: span.to };
}

/** `since`: users cannot have left before. */
export const readQuiet: Step<PairRef & { color: Color; since: string }, Evidence<Quiet> | null> = {
  name: "readQuiet",
  run: async (ports, { color, since, at, ...ref }) =>
    quietNow(ports, await pairOf(ports, ref), { color, since, at }),
};

interface TrafficLook {
  readonly minutes: number;
  readonly since?: string;
  /** Of an hour one minute with users is enough: what an activity answers is kept in a history. */
  readonly isAnyEnough?: boolean;
}

export const readTraffic: Step<PairRef & TrafficLook, readonly TrafficMinute[]> = {
  name: "readTraffic",
  run: async (ports, { minutes, since, isAnyEnough, at, ...ref }) => {
    const span = settledSpan(at, { minutes, since });
    if (span === undefined) return [];
    const told = await ports.traffic.perMinute(await pairOf(ports, ref), span);
    return isAnyEnough === true ? told.filter(hasUsers).slice(-1) : told;
  },
};

const hasUsers = ({ requests }: TrafficMinute): boolean =>
  requests !== null && requests.blue + requests.green > 0;

export const readOriginTraffic: Step<
  PairRef & { minutes: number },
  Readonly<Record<Color, OriginTraffic | null>>
> = {
  name: "readOriginTraffic",
  run: async (ports, { minutes, at, ...ref }) => {
    const span = settledSpan(at, { minutes });
    return span === undefined
      ? { blue: null, green: null }
      : ports.traffic.perOrigin(await pairOf(ports, ref), span);
  },
};
