import type { Color } from "../environment/pair.ts";

/** Users' requests of one settled minute at each origin; `null` when no origin had data that minute. */
export interface TrafficMinute {
  /** ISO 8601, the start of the minute. */
  readonly at: string;
  readonly requests: Readonly<Record<Color, number>> | null;
}

/** Front Door's metrics are trusted once they are this old (front-door-diagnostics: up to 3 minutes late). */
export const settledAfterMinutes = 3;

/** Arrived: this share of the users' requests over this many settled minutes. */
const arrivalShare = 0.99;
const arrivalMinutes = 5;

/** Azure gives no signal for the end of a global rollout; this is its documented worst case. */
export const propagationMinutes = 45;

/** Without arrival by then an operation halts. */
export const arrivalDeadlineMinutes = 120;

export interface TrafficShare {
  readonly blue: number;
  readonly green: number;
  /** ISO 8601: the end of the last settled minute. */
  readonly settledAt: string;
}

export function shareOf(minutes: readonly TrafficMinute[]): TrafficShare | undefined {
  const withData = minutes.filter((minute) => minute.requests !== null).slice(-arrivalMinutes);
  const last = withData.at(-1);
  const sum = (color: Color) =>
    withData.reduce((total, minute) => total + (minute.requests?.[color] ?? 0), 0);
  const [blue, green] = [sum("blue"), sum("green")];
  if (last === undefined || blue + green === 0) return undefined;
  const settledAt = new Date(Date.parse(last.at) + 60_000).toISOString();
  return { blue: blue / (blue + green), green: green / (blue + green), settledAt };
}

export type Arrival = "arrived" | "notYet" | "noTraffic";

/** A step of a progressive swap has arrived at this part of what it gives: weights are shares only in the long run. */
const toleratedPart = 0.75;

/**
 * Only minutes that began after the write count; `noTraffic` when there was none to measure by. `percent`: of the
 * users, 100 for a full swap.
 */
export function arrivalAt(color: Color, minutes: readonly TrafficMinute[], percent = 100): Arrival {
  const lastOnes = minutes.slice(-arrivalMinutes);
  if (lastOnes.length < arrivalMinutes) return "notYet";
  if (lastOnes.every((minute) => minute.requests === null)) return "noTraffic";
  const total = (of: Color) => lastOnes.reduce((sum, minute) => sum + (minute.requests?.[of] ?? 0), 0);
  const needed = percent === 100 ? arrivalShare : (toleratedPart * percent) / 100;
  return total(color) >= needed * (total("blue") + total("green")) ? "arrived" : "notYet";
}

/** Quiet: no user's request at `color` in the last `quietMinutes` settled minutes. */
export function isQuiet(color: Color, minutes: readonly TrafficMinute[], quietMinutes: number): boolean {
  const lastOnes = minutes.slice(-quietMinutes);
  return lastOnes.length >= quietMinutes && lastOnes.every((minute) => (minute.requests?.[color] ?? 0) === 0);
}
