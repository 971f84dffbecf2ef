import { describe, expect, test } from "vitest";
import type { Baseline, OriginTraffic } from "../../src/domain/probing/baseline.ts";
import type { Sample } from "../../src/domain/probing/verdict.ts";
import type { TrafficMinute } from "../../src/domain/swap/traffic.ts";
import { decide, type WatchFacts } from "../../src/domain/watch/decide.ts";
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

const facts = (wanted: Partial<WatchFacts> = {}): WatchFacts => ({
  owner: "us",
  story: "running",
  position: { phase: "soaking" },
  outcome: null,
  candidate: "unhealthy",
  previous: "healthy",
  isEscape: false,
  askedSecondsAgo: null,
  ...wanted,
});

describe("on a sick candidate the watch", () => {
  test.for<[string, Partial<WatchFacts>]>([
    ["soaks", {}],
    ["is halted in the soak", { position: { phase: "halted", in: "soaking" } }],
    ["is paused in the soak", { position: { phase: "paused", in: "soaking" } }],
    ["swaps", { position: { phase: "swapping" } }],
    ["retires", { position: { phase: "retiring" } }],
    ["stands nobody knows where", { position: null }],
    ["cannot be asked", { story: "unknown" }],
    ["was asked five minutes ago and has done nothing", { askedSecondsAgo: 300 }],
    ["owns the pair as far as anybody can tell", { owner: "unknown" }],
    ["has nothing well to go back to, for a halt tells a person", { previous: "unhealthy" }],
    ["had left a side that is well again", { isEscape: true }],
  ])("turns a story around that %s", ([, wanted]) => {
    expect(decide(facts(wanted))).toEqual({ kind: "askStory" });
  });

  test.for<[string, Partial<WatchFacts>]>([
    ["soaked", {}],
    ["was taking users back", { position: { phase: "rollingBack" } }],
    ["was before the swap as far as it has told", { position: { phase: "verifying" } }],
  ])("takes over from a dead story that %s", ([, wanted]) => {
    expect(decide(facts({ story: "dead", ...wanted }))).toEqual({ kind: "takeOver" });
  });

  test.for<[string, Partial<WatchFacts>]>([
    ["it was asked a minute ago", { askedSecondsAgo: 60 }],
    ["the one who takes over was begun a minute ago", { story: "dead", askedSecondsAgo: 60 }],
    ["the story takes users back already", { position: { phase: "rollingBack" } }],
    ["nobody was moved yet", { position: { phase: "verifying" } }],
    ["users came from a side that is sick still", { isEscape: true, previous: "unhealthy" }],
    ["users came from a side that nobody has seen well since", { isEscape: true, previous: null }],
    ["its operation has not claimed the pair yet", { owner: "former" }],
  ])("waits when %s", ([, wanted]) => {
    expect(decide(facts(wanted))).toEqual({ kind: "goOn" });
  });
});

describe("the watch goes on", () => {
  test.for<[string, Partial<WatchFacts>]>([
    ["while the candidate is healthy", { candidate: "healthy" }],
    ["while nobody can tell how the candidate is", { candidate: "inconclusive" }],
    ["without enough looks", { candidate: null }],
    ["while the story is halted", { candidate: "healthy", position: { phase: "halted", in: "soaking" } }],
    ["while nobody can tell who owns the pair", { candidate: "healthy", owner: "unknown" }],
    ["beside a dead story, for a person may come", { candidate: "healthy", story: "dead" }],
  ])("%s", ([, wanted]) => {
    expect(decide(facts(wanted))).toEqual({ kind: "goOn" });
  });

  test("and ends when the operation has ended, or another one owns the pair", () => {
    expect(decide(facts({ outcome: "completed" })).kind).toBe("end");
    expect(decide(facts({ owner: "other" })).kind).toBe("end");
    expect(decide(facts({ owner: "former", story: "dead" })).kind).toBe("end");
  });
});

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
