import { describe, expect, test } from "vitest";
import type { Baseline, OriginTraffic } from "../../src/domain/probing/baseline.ts";
import type { Sample } from "../../src/domain/probing/verdict.ts";
import type { TrafficMinute } from "../../src/domain/swap/traffic.ts";
import {
  newsIn,
  nothingSeen,
  remember,
  reportOf,
  type Seen,
  type WatchMemory,
  type WatchTerms,
} from "../../src/domain/watch/seen.ts";

const start = Date.parse("2026-11-05T10:00:00Z");
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

const baseline: Baseline = {
  color: "blue",
  takenAt: at(-600),
  verdict: "healthy",
  latencyMs: 20,
  traffic: { requests: 5_000, serverErrors: 0, latencyMs: 20 },
};
const terms: WatchTerms = {
  candidate: "green",
  policy: { samples: 3, healthyAtLeast: 2, intervalSeconds: 15 },
  baseline,
  allowedMs: 500,
  expectsTraffic: true,
  isEscape: false,
};

const sample = (outcome: Sample["outcome"], seconds: number): Sample =>
  outcome === "pass" ? { at: at(seconds), outcome, latencyMs: 20 } : { at: at(seconds), outcome };
const counts: OriginTraffic = { requests: 5_000, serverErrors: 0, latencyMs: 20 };
const minutes = (count: number, fromSeconds: number, row: [blue: number, green: number] | null) =>
  Array.from({ length: count }, (_, nth): TrafficMinute => ({
    at: at(fromSeconds + nth * 60),
    requests: row === null ? null : { blue: row[0], green: row[1] },
  }));

const seen = (seconds: number, wanted: Partial<Seen> = {}): Seen => ({
  owner: "us",
  runs: "running",
  story: { position: { phase: "soaking" }, outcome: null, move: { percent: 100, since: at(0) } },
  router: { active: "green", print: "as we wrote it" },
  samples: { blue: sample("pass", seconds), green: sample("pass", seconds) },
  minutes: null,
  counted: null,
  atPublicName: null,
  ...wanted,
});

interface Looked {
  readonly seconds: number;
  readonly seen: Seen | null;
}

/** What the watch knows after these looks. */
const after = (looks: readonly Looked[], by: WatchTerms = terms): WatchMemory =>
  looks.reduce(
    (memory, one) => remember(memory, by, { seen: one.seen, at: at(one.seconds), askedMetrics: true }),
    nothingSeen,
  );
const three = (wanted: (seconds: number) => Partial<Seen>, from = 0): readonly Looked[] =>
  [0, 15, 30].map((step) => ({ seconds: from + step, seen: seen(from + step, wanted(from + step)) }));
const verdictOf = (looks: readonly Looked[], by: WatchTerms = terms) =>
  reportOf(after(looks, by), by).verdicts.green;

describe("a verdict of the watch", () => {
  test("is by the newest looks, and of the newest one's time", () => {
    expect(verdictOf(three(() => ({})))).toMatchObject({ fact: { verdict: "healthy" }, takenAt: at(30) });
    const sick = (seconds: number) => ({
      samples: { blue: sample("pass", seconds), green: sample("fail", seconds) },
    });
    expect(verdictOf([...three(() => ({})), ...three(sick, 45)])?.fact.verdict).toBe("unhealthy");
  });

  test("is none before there are enough looks, unless enough have failed", () => {
    expect(verdictOf(three(() => ({})).slice(0, 2))).toBeNull();
    const sick = (seconds: number) => ({
      samples: { blue: sample("pass", seconds), green: sample("fail", seconds) },
    });
    expect(verdictOf(three(sick).slice(0, 2))?.fact.verdict).toBe("unhealthy");
  });

  test("is never healthy by looks that could not be made, nor unhealthy by them", () => {
    const unanswered = [45, 60, 75].map((seconds) => ({ seconds, seen: null }));
    expect(verdictOf([...three(() => ({})), ...unanswered])?.fact).toMatchObject({
      verdict: "inconclusive",
      unknown: 3,
    });
  });

  test("on the one side says nothing of the other", () => {
    const sick = (seconds: number) => ({
      samples: { blue: sample("fail", seconds), green: sample("pass", seconds) },
    });
    const { verdicts } = reportOf(after(three(sick)), terms);
    expect(verdicts.blue?.fact.verdict).toBe("unhealthy");
    expect(verdicts.green?.fact.verdict).toBe("healthy");
  });

  test("counts how much slower it is than the side that users left", () => {
    const slow = (seconds: number) => ({
      samples: {
        blue: sample("pass", seconds),
        green: { at: at(seconds), outcome: "pass" as const, latencyMs: 400 },
      },
    });
    expect(verdictOf(three(slow))?.fact.verdict).toBe("unhealthy");
    expect(verdictOf(three(slow), { ...terms, baseline: null })?.fact.verdict).toBe("healthy");
  });
});

describe("once Front Door has counts of the users there", () => {
  const late = 9 * 60;

  test("they confirm a healthy verdict", () => {
    expect(verdictOf(three(() => ({ counted: counts }), late))?.fact.verdict).toBe("healthy");
  });

  test("more failures than before the swap make it unhealthy", () => {
    const failing = { ...counts, serverErrors: 500 };
    expect(verdictOf(three(() => ({ counted: failing }), late))?.fact.verdict).toBe("unhealthy");
  });

  test("they tell of bad days also while our own looks cannot be made, but make nothing healthy", () => {
    const unmade = (counted: OriginTraffic) => (seconds: number) => ({
      samples: { blue: sample("pass", seconds), green: sample("unknown", seconds) },
      counted,
    });
    const failing = { ...counts, serverErrors: 500 };
    expect(verdictOf(three(unmade(failing), late))?.fact.verdict).toBe("unhealthy");
    expect(verdictOf(three(unmade(counts), late))?.fact.verdict).toBe("inconclusive");
  });

  test("without counts it is inconclusive, never a pass", () => {
    expect(verdictOf(three(() => ({}), late))?.fact.verdict).toBe("inconclusive");
  });

  test("counts of more than five minutes ago confirm nothing", () => {
    const looks = [{ seconds: 0, seen: seen(0, { counted: counts }) }, ...three(() => ({}), late)];
    expect(verdictOf(looks)?.fact.verdict).toBe("inconclusive");
  });

  test("before that they are of a time before the users, and not asked", () => {
    expect(verdictOf(three(() => ({}), 60))?.fact.verdict).toBe("healthy");
  });
});

describe("arrival", () => {
  const arrivalOf = (looks: readonly Looked[], by: WatchTerms = terms) =>
    reportOf(after(looks, by), by).arrival;
  const look = (seconds: number, wanted: Partial<Seen>): Looked => ({ seconds, seen: seen(seconds, wanted) });

  test("is seen where nearly everybody of five settled minutes is there", () => {
    expect(arrivalOf([look(600, { minutes: minutes(5, 60, [0, 100]) })])).toEqual({
      fact: { percent: 100, since: at(0), arrived: true },
      takenAt: at(600),
    });
    expect(arrivalOf([look(600, { minutes: minutes(5, 60, [5, 95]) })])?.fact.arrived).toBe(false);
  });

  test("counts no minute of before the move", () => {
    expect(arrivalOf([look(240, { minutes: minutes(5, -120, [0, 100]) })])?.fact.arrived).toBe(false);
  });

  test("of one move says nothing of the next", () => {
    const next = {
      story: {
        position: { phase: "swapping" as const },
        outcome: null,
        move: { percent: 100, since: at(630) },
      },
    };
    const looks = [look(600, { minutes: minutes(5, 60, [0, 100]) }), look(645, next)];
    expect(arrivalOf(looks)).toBeNull();
  });

  test("keeps the time it was seen at while the metrics are silent, so that it grows old", () => {
    const looks = [look(600, { minutes: minutes(5, 60, [0, 100]) }), look(900, {})];
    expect(arrivalOf(looks)?.takenAt).toBe(at(600));
  });

  test("cannot be told of a pair with users whose metrics have a gap", () => {
    const gap = { minutes: minutes(5, 3_000, null), atPublicName: "pass" as const };
    expect(arrivalOf([look(3_600, gap)])).toBeNull();
  });

  test("without users takes 45 minutes and a good answer at the public name", () => {
    const nobody = { ...terms, expectsTraffic: false };
    const by = (seconds: number, atPublicName: Seen["atPublicName"]) =>
      arrivalOf([look(seconds, { minutes: minutes(5, seconds - 480, null), atPublicName })], nobody)?.fact
        .arrived;
    expect(by(45 * 60, "pass")).toBe(true);
    expect(by(44 * 60, "pass")).toBe(false);
    expect(by(45 * 60, "fail")).toBe(false);
    expect(by(45 * 60, null)).toBe(false);
  });

  test("of nobody's move is not asked", () => {
    const story = { position: { phase: "swapping" as const }, outcome: null, move: null };
    expect(arrivalOf([look(600, { story, minutes: minutes(5, 60, [0, 100]) })])).toBeNull();
  });
});

describe("what the watch remembers", () => {
  test("of the story it keeps, of its owner and life it takes only what this look says", () => {
    const { story, owner, runs } = after([
      { seconds: 0, seen: seen(0) },
      { seconds: 15, seen: null },
    ]);
    expect(story?.position.phase).toBe("soaking");
    expect([owner, runs]).toEqual([null, null]);
  });

  test("is news when a verdict, arrival or the router is another one", () => {
    const first = reportOf(after(three(() => ({}))), terms);
    const same = reportOf(after(three(() => ({}), 15)), terms);
    expect(newsIn(same)).toBe(newsIn(first));
    const moved = (print: string) =>
      newsIn(reportOf(after(three(() => ({ router: { active: "green", print } }))), terms));
    expect(moved("another hand's")).not.toBe(newsIn(first));
    const arrived = reportOf(after(three(() => ({ minutes: minutes(5, 60, [0, 100]) }), 600)), terms);
    expect(newsIn(arrived)).not.toBe(newsIn(first));
  });

  test("a dead story is told as dead, one that nobody could ask as unknown", () => {
    const told = (runs: Seen["runs"]) =>
      reportOf(after([{ seconds: 0, seen: seen(0, { runs }) }]), terms).story;
    expect([told("running"), told("dead"), told(null)]).toEqual(["running", "dead", "unknown"]);
  });
});
