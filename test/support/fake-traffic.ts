import { colors, type Color } from "../../src/domain/environment/pair.ts";
import type { OriginTraffic } from "../../src/domain/probing/baseline.ts";
import type { Span, TrafficMetrics } from "../../src/workflow/ports.ts";
import type { Shares } from "./fake-front-door.ts";

/** How it was from some moment on. */
export interface Moment {
  readonly atMs: number;
  /** null: no user came. */
  readonly shares: Shares | null;
  /** Users there get errors. */
  readonly failing: Readonly<Record<Color, boolean>>;
  /** Front Door's probes there pass. */
  readonly answering: Readonly<Record<Color, boolean>>;
}

/** What a test says that was counted, whoever the users are with. */
export interface Counts {
  readonly counted: Readonly<Record<Color, OriginTraffic | null>>;
  readonly healthOf: Readonly<Record<Color, number | null>>;
}

const minuteMs = 60_000;
const requestsAMinute = 100;

/** Front Door's metrics, counted from what happened and nothing else. */
export function trafficOf(history: () => readonly Moment[], counts: Counts): TrafficMetrics {
  /** Mean of a figure over a span, by time. */
  const mean = (fromMs: number, toMs: number, figure: (moment: Moment) => number): number => {
    const moments = history();
    let sum = 0;
    for (let nth = moments.length - 1, untilMs = toMs; nth >= 0 && untilMs > fromMs; nth -= 1) {
      const moment = moments[nth];
      if (moment === undefined) break;
      // before the first moment it was as it was then
      const beganMs = nth === 0 ? fromMs : Math.max(fromMs, moment.atMs);
      if (beganMs < untilMs) {
        sum += figure(moment) * (untilMs - beganMs);
        untilMs = beganMs;
      }
    }
    return toMs > fromMs ? sum / (toMs - fromMs) : 0;
  };
  const requestsIn = (color: Color, fromMs: number, toMs: number): number =>
    Math.round(requestsAMinute * mean(fromMs, toMs, ({ shares }) => shares?.[color] ?? 0) * 1000) / 1000;
  return {
    perMinute: async (_pair, span) => {
      const [from, to] = millisecondsOf(span);
      return Array.from({ length: (to - from) / minuteMs }, (_, nth) => {
        const at = from + nth * minuteMs;
        const [blue, green] = colors.map((color) => requestsIn(color, at, at + minuteMs));
        const isTold = mean(at, at + minuteMs, ({ shares }) => (shares === null ? 0 : 1)) > 0;
        return {
          at: new Date(at).toISOString(),
          requests: isTold ? { blue: blue ?? 0, green: green ?? 0 } : null,
        };
      });
    },
    perOrigin: async (_pair, span) => {
      const [from, to] = millisecondsOf(span);
      const of = (color: Color): OriginTraffic | null => {
        const counted = counts.counted[color];
        if (counted === null) return null;
        const share = mean(from, to, ({ shares }) => shares?.[color] ?? 0);
        const failed = mean(from, to, (one) => (one.failing[color] ? (one.shares?.[color] ?? 0) : 0));
        return {
          requests: Math.round(counted.requests * share),
          serverErrors: Math.round(Math.max(counted.serverErrors * share, counted.requests * failed)),
          latencyMs: counted.latencyMs,
        };
      };
      return { blue: of("blue"), green: of("green") };
    },
    originHealth: async (_pair, span) => {
      const [, to] = millisecondsOf(span);
      const of = (color: Color) => {
        const said = counts.healthOf[color];
        if (said === null) return null;
        const passing = 100 * mean(to - minuteMs, to, (one) => (one.answering[color] ? 1 : 0));
        return { percentage: Math.min(said, passing), measuredAt: span.to };
      };
      return { blue: of("blue"), green: of("green") };
    },
  };
}

const millisecondsOf = ({ from, to }: Span): readonly [number, number] => [Date.parse(from), Date.parse(to)];
