import { beforeEach, describe, expect, test } from "vitest";
import type { Color, Pair } from "../../../src/domain/environment/pair.ts";
import type { Span, TrafficMetrics } from "../../../src/workflow/ports.ts";

/** Two environments that run and are well, users on blue for a while now. */
export interface TrafficSubject {
  readonly traffic: TrafficMetrics;
  readonly pair: Pair;
  /** ISO 8601, now. */
  now(): string;
  /** Users are there, or nowhere, and have been for a while. */
  move(to: Color | "nobody"): Promise<void>;
}

const minuteMs = 60_000;

/** So many whole minutes that ended three minutes ago: those that metrics are trusted for. */
export function settledMinutes(now: string, minutes: number): Span {
  const to = Math.floor(Date.parse(now) / minuteMs) * minuteMs - 3 * minuteMs;
  return { from: new Date(to - minutes * minuteMs).toISOString(), to: new Date(to).toISOString() };
}

/** What the counts of users promise, and the fake's too. */
export function trafficContract(name: string, open: () => Promise<TrafficSubject>): void {
  describe(`${name}`, () => {
    let subject: TrafficSubject;
    beforeEach(async () => void (subject = await open()));
    const perMinute = async (minutes = 5) =>
      subject.traffic.perMinute(subject.pair, settledMinutes(subject.now(), minutes));

    test("tells each settled minute, oldest first, with users where they are and 0 at the other", async () => {
      const span = settledMinutes(subject.now(), 5);
      const minutes = await perMinute();
      expect(minutes.map((minute) => minute.at)).toEqual(
        [0, 1, 2, 3, 4].map((nth) => new Date(Date.parse(span.from) + nth * minuteMs).toISOString()),
      );
      for (const { requests } of minutes) {
        expect(requests?.blue).toBeGreaterThan(0);
        expect(requests?.green).toBe(0);
      }
    });

    test("follows users who have moved", async () => {
      await subject.move("green");
      for (const { requests } of await perMinute()) {
        expect(requests?.green).toBeGreaterThan(0);
        expect(requests?.blue).toBe(0);
      }
    });

    test("without anybody tells nothing, which is not the same as none", async () => {
      await subject.move("nobody");
      expect((await perMinute()).map((minute) => minute.requests)).toEqual([null, null, null, null, null]);
    });

    test("counts requests and failures of each origin", async () => {
      const { traffic, pair } = subject;
      const counted = await traffic.perOrigin(pair, settledMinutes(subject.now(), 5));
      expect(counted.blue?.requests).toBeGreaterThan(0);
      expect(counted.blue?.serverErrors).toBe(0);
      expect(counted.blue?.latencyMs).toBeGreaterThan(0);
    });

    test("tells Front Door's own probes of each origin, and when", async () => {
      const span = settledMinutes(subject.now(), 5);
      const health = await subject.traffic.originHealth(subject.pair, span);
      expect(health.blue?.percentage).toBe(100);
      expect(Date.parse(health.blue?.measuredAt ?? "")).toBeLessThanOrEqual(Date.parse(span.to));
      expect(Date.parse(health.blue?.measuredAt ?? "")).toBeGreaterThan(Date.parse(span.from));
    });
  });
}
