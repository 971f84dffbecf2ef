import { CronExpressionParser, type CronExpression } from "cron-parser";
import { HostError, messageOf } from "../host-error.ts";
import { parseTimeSpan } from "../time-span.ts";

/** When a timer trigger is due. */
export interface Schedule {
  readonly text: string;
  /** The first time after `ms`. */
  next(ms: number): number;
  /** False for a TimeSpan, which knows no time of day. */
  readonly adjustsForDst: boolean;
  /** Whether its runs are remembered, so that a missed one is noticed: not for those less than a minute apart. */
  readonly isMonitored: boolean;
}

/** NCRONTAB (six fields, or five) or a TimeSpan. UTC. */
export function parseSchedule(text: string): Schedule {
  const intervalMs = parseTimeSpan(text);
  if (intervalMs !== undefined) {
    const isMonitored = intervalMs >= 60_000;
    return { text, adjustsForDst: false, isMonitored, next: (ms) => ms + intervalMs };
  }
  const next = (ms: number): number => nextOccurrence(text, ms);
  return { text, adjustsForDst: true, isMonitored: isAtLeastAMinuteApart(next), next };
}

/** More than any pair of day fields needs to meet. */
const mostTries = 10_000;

/** In NCRONTAB a day must fit both day fields; cron takes either. */
function nextOccurrence(text: string, ms: number): number {
  const expression = parseCron(text, ms);
  const { dayOfMonth, dayOfWeek } = expression.fields;
  const mustFitBoth = !dayOfMonth.isWildcard && !dayOfWeek.isWildcard;
  const [days, weekdays] = [new Set<unknown>(dayOfMonth.values), new Set<unknown>(dayOfWeek.values)];
  for (let tries = 0; tries < mostTries; tries += 1) {
    const date = expression.next().toDate();
    if (!mustFitBoth || (days.has(date.getUTCDate()) && weekdays.has(date.getUTCDay())))
      return date.getTime();
  }
  throw new HostError("SETTINGS_BROKEN", `The schedule "${text}" never comes due.`);
}

function parseCron(text: string, ms: number): CronExpression {
  try {
    return CronExpressionParser.parse(text, { currentDate: new Date(ms), tz: "UTC" });
  } catch (error) {
    throw new HostError(
      "SETTINGS_BROKEN",
      `The schedule "${text}" is neither an NCRONTAB expression (second minute hour day month weekday) nor a TimeSpan: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}

function isAtLeastAMinuteApart(next: (ms: number) => number): boolean {
  let [earlier, isApart] = [next(0), true];
  for (let count = 0; count < 5; count += 1) {
    const later = next(earlier);
    isApart &&= later - earlier >= 60_000;
    earlier = later;
  }
  return isApart;
}
