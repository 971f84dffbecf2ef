import { describe, expect, test } from "vitest";
import { decide, type WatchFacts } from "../../src/domain/watch/decide.ts";

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
