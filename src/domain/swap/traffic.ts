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
  const total = (of: Color) => lastOnes.reduce((sum, minute) => sum + (minute.requests?.[of] ?? 0), 0);
  const all = total("blue") + total("green");
  // zeros are no users either: a share of nothing would be any share
  if (all === 0) return "noTraffic";
  const needed = percent === 100 ? arrivalShare : (toleratedPart * percent) / 100;
  return total(color) >= needed * all ? "arrived" : "notYet";
}

/**
 * `quiet`: told, and nobody came. `busy`: users came. `noTraffic`: nothing at all was told of either origin for an
 * hour. `noData`: too little was told to say.
 */
export type Quiet = "quiet" | "busy" | "noTraffic" | "noData";

/** So many minutes back are looked at: a pair with few users has minutes that tell nothing. */
export const quietWindowMinutes = 60;

/**
 * Whether users have left `color`, by the last settled minutes, oldest first. A minute of which nothing was told says
 * nothing: quiet takes as many told minutes as `quietMinutes`, the newest of them young, or a whole hour of the few
 * that there are.
 */
export function quietAt(color: Color, minutes: readonly TrafficMinute[], quietMinutes: number): Quiet {
  const window = minutes.slice(-quietWindowMinutes);
  const newest = window.slice(-quietMinutes);
  if (newest.some((minute) => (minute.requests?.[color] ?? 0) > 0)) return "busy";
  if (newest.length < quietMinutes) return "noData";
  const told = window.filter((minute) => minute.requests !== null);
  const isWhole = window.length >= quietWindowMinutes;
  if (told.length === 0) return isWhole ? "noTraffic" : "noData";
  const isToldLately = newest.some((minute) => minute.requests !== null);
  const counted = isToldLately && told.length >= quietMinutes ? told.slice(-quietMinutes) : told;
  if (counted.some((minute) => (minute.requests?.[color] ?? 0) > 0)) return "noData";
  return (isToldLately && told.length >= quietMinutes) || isWhole ? "quiet" : "noData";
}
