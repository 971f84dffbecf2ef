import { describe, expect, test } from "vitest";
import { mayChange, mayChangeRunning } from "../../src/domain/guards/candidate.ts";
import {
  mayRetire,
  mayShare,
  mayStage,
  maySwap,
  unrestOf,
  type MoveFacts,
} from "../../src/domain/guards/move-users.ts";
import { mayTakeBack, type TakeBackFacts } from "../../src/domain/guards/take-back.ts";
import type { RouterState, Stranger } from "../../src/domain/swap/layout.ts";
import { withChange, type RouterChange } from "../../src/domain/swap/protocol.ts";
import { aGroup, aRouter, aSharedRouter } from "../support/a-router.ts";

const now = "2026-11-05T10:00:00.000Z";
const ago = (seconds: number): string => new Date(Date.parse(now) - seconds * 1000).toISOString();

const router = (...steps: RouterChange["step"][]): RouterState =>
  steps.reduce((made, step) => withChange(made, { step, candidate: "green", percent: 100 }), aRouter("blue"));

const young = <Fact>(fact: Fact) => ({ fact, takenAt: ago(60) });
const old = <Fact>(fact: Fact) => ({ fact, takenAt: ago(7_200) });

const facts = (wanted: Partial<MoveFacts> = {}): MoveFacts => ({
  router: router("stage"),
  candidate: "green",
  gate: { kind: "open", color: "green", epoch: 1 },
  health: null,
  isEscape: false,
  proof: young("healthy"),
  baseline: young("healthy"),
  verdict: young("healthy"),
  arrival: young(true),
  now,
  ...wanted,
});

const stranger: Stranger = { group: "blue", name: "sorry-page", priority: 1, weight: 50 };
const both = [
  { color: "blue", priority: 1, weight: 100, enabled: true },
  { color: "green", priority: 1, weight: 100, enabled: true },
] as const;
/** Users are shared between two environments by somebody's weights. */
const between = aRouter("blue", {
  groups: { blue: aGroup("blue", { entries: both }), green: aGroup("green") },
});

describe("the swap is written", () => {
  test("when the candidate is proven, the side that users leave is well, and the router is at rest", () => {
    expect(maySwap(facts())).toEqual({ kind: "go" });
  });

  test.for<[string, Partial<MoveFacts>]>([
    ["nobody has proven the candidate", { proof: null }],
    ["its proof is of before a long pause", { proof: old("healthy") }],
    ["it was found unhealthy", { proof: young("unhealthy") }],
    ["its proof is inconclusive", { proof: young("inconclusive") }],
    ["there is no baseline to compare it with", { baseline: null }],
    ["the baseline has grown old", { baseline: old("healthy") }],
    ["the side that users leave is not well", { baseline: young("unhealthy") }],
    ["the candidate's gate is closed", { gate: { kind: "closed", color: "green", epoch: 1 } }],
    ["its application is not well by its gate", { gate: { kind: "unhealthy", color: "green", epoch: 1 } }],
    ["its gate does not answer", { gate: { kind: "unreachable", why: "ECONNRESET" } }],
  ])("not while %s; that may pass", ([, wanted]) => {
    expect(maySwap(facts(wanted))).toMatchObject({ kind: "refused", passes: true });
  });

  test.for<[string, Partial<MoveFacts>]>([
    ["the gate there is the other environment's", { gate: { kind: "open", color: "blue", epoch: 1 } }],
    ["users are shared between two origins", { router: between }],
    ["the users' routes lead to different groups", { router: aRouter("blue", { routedGroup: undefined }) }],
    ["a stranger takes users of their group", { router: aRouter("blue", { strangers: [stranger] }) }],
    ["the users' route is disabled", { router: aRouter("blue", { routeEnabled: false }) }],
  ])("never when %s; a person has to look", ([, wanted]) => {
    expect(maySwap(facts(wanted))).toMatchObject({ kind: "refused", passes: false });
  });

  test("also while users are on neither place for sure, when the side they leave is sick", () => {
    const escape = { isEscape: true, baseline: null, router: between } as const;
    expect(maySwap(facts(escape))).toEqual({ kind: "go" });
    expect(maySwap(facts({ ...escape, proof: null })).kind).toBe("refused");
    expect(maySwap(facts({ ...escape, router: aRouter("blue", { routedGroup: undefined }) })).kind).toBe(
      "refused",
    );
  });
});

describe("the candidate's share rises", () => {
  test("when it is healthy under the share it has, and that has arrived", () => {
    expect(mayShare(facts())).toEqual({ kind: "go" });
  });

  test.for<[string, Partial<MoveFacts>]>([
    ["nobody has judged it", { verdict: null }],
    ["the verdict is inconclusive", { verdict: young("inconclusive") }],
    ["the verdict is of before a halt", { verdict: old("healthy") }],
    ["nobody has measured arrival", { arrival: null }],
    ["arrival was measured hours ago", { arrival: old(true) }],
    ["the last share has not arrived", { arrival: young(false) }],
  ])("not while %s", ([, wanted]) => {
    expect(mayShare(facts(wanted))).toMatchObject({ kind: "refused", passes: true });
  });
});

describe("the previous environment leaves the group", () => {
  const swapped = { router: router("stage", "swap") } as const;

  test("when users have arrived at a candidate that is healthy now", () => {
    expect(mayRetire(facts(swapped))).toEqual({ kind: "go" });
  });

  test.for<[string, Partial<MoveFacts>]>([
    ["nobody has judged the candidate", { verdict: null }],
    ["its verdict is of before a halt of ten hours", { verdict: old("healthy") }],
    ["it is unhealthy", { verdict: young("unhealthy") }],
    ["nobody has measured arrival", { arrival: null }],
    ["arrival was measured hours ago", { arrival: old(true) }],
    ["users have not arrived", { arrival: young(false) }],
  ])("not while %s", ([, wanted]) => {
    expect(mayRetire(facts({ ...swapped, ...wanted }))).toMatchObject({ kind: "refused", passes: true });
  });

  test("never while users are on it", () => {
    expect(mayRetire(facts({ router: router("stage") }))).toMatchObject({ kind: "refused", passes: false });
  });

  test("without a verdict when it was left because it is sick; arrival counts all the same", () => {
    expect(mayRetire(facts({ ...swapped, isEscape: true, verdict: null }))).toEqual({ kind: "go" });
    expect(mayRetire(facts({ ...swapped, isEscape: true, arrival: young(false) })).kind).toBe("refused");
  });
});

describe("a group that users are on is never staged", () => {
  test.for<[string, RouterState, "go" | "refused"]>([
    ["the candidate's own group, which nobody is on", aRouter("blue"), "go"],
    ["the candidate's own group, which users are on", aRouter("green"), "refused"],
    ["nobody can tell which group users are on", aRouter("blue", { routedGroup: undefined }), "refused"],
  ])("%s", ([, found, kind]) => {
    expect(mayStage({ router: found, candidate: "green" }).kind).toBe(kind);
  });
});

describe("users are taken back", () => {
  const back = (wanted: Partial<TakeBackFacts> = {}): TakeBackFacts => ({
    color: "blue",
    powerState: "Running",
    gate: { kind: "open", color: "blue", epoch: 1 },
    health: { percentage: 100, measuredAt: ago(60) },
    own: null,
    now,
    ...wanted,
  });

  test.for<[string, Partial<TakeBackFacts>]>([
    ["Front Door's probes of it pass", {}],
    ["Front Door tells nothing, but our own looks pass", { health: null, own: young("healthy") }],
    ["its cluster cannot be read, for the looks speak for it", { powerState: null }],
    ["its gate could not be asked, for nobody speaks against it", { gate: null }],
  ])("when %s", ([, wanted]) => {
    expect(mayTakeBack(back(wanted))).toEqual({ kind: "go" });
  });

  test.for<[string, Partial<TakeBackFacts>]>([
    ["a cluster that is stopped", { powerState: "Stopped" }],
    ["one that is gone", { powerState: "absent" }],
    ["one that Front Door's probes find sick", { health: { percentage: 89, measuredAt: ago(60) } }],
    ["one that was well six minutes ago", { health: { percentage: 100, measuredAt: ago(360) } }],
    ["one that nobody has looked at", { health: null }],
    ["one whose gate is closed", { gate: { kind: "closed", color: "blue", epoch: 1 } }],
    ["one whose gate says that it is not well", { gate: { kind: "unhealthy", color: "blue", epoch: 1 } }],
    ["one that our own looks find sick", { own: young("unhealthy") }],
    ["one that our own looks say nothing of", { health: null, own: young("inconclusive") }],
  ])("not to %s; it is asked again", ([, wanted]) => {
    expect(mayTakeBack(back(wanted))).toMatchObject({ kind: "refused", passes: true });
  });
});

describe("an environment is built, upgraded or given another address", () => {
  test.for<[string, RouterState, "go" | "refused"]>([
    ["while nothing enabled leads there", aRouter("blue"), "go"],
    ["not while users are on it", aRouter("green"), "refused"],
    ["once users have been taken back from it", router("stage", "swap", "rollBack"), "go"],
    [
      "not while another route of the profile leads there",
      aRouter("blue", { ways: [{ resource: "routes/partners", kind: "other", colors: ["green"] }] }),
      "refused",
    ],
  ])("%s", ([, found, kind]) => {
    expect(mayChange("the upgrade", { color: "green", router: found }).kind).toBe(kind);
  });

  test("and the refusal names what leads there", () => {
    const ways = [{ resource: "routes/partners", kind: "other", colors: ["green"] }] as const;
    expect(mayChange("the upgrade", { color: "green", router: aRouter("blue", { ways }) })).toMatchObject({
      why: expect.stringContaining("routes/partners") as string,
    });
  });
});

describe("one that runs is changed only once nobody's requests reach it", () => {
  const running = (fact: "quiet" | "busy" | "noData" | "noTraffic") =>
    mayChangeRunning("the upgrade", {
      color: "green",
      router: aRouter("blue"),
      quiet: young(fact),
      expectsTraffic: true,
      now,
    });

  test("whatever the control plane says", () => {
    expect(running("quiet")).toEqual({ kind: "go" });
    for (const fact of ["busy", "noData", "noTraffic"] as const)
      expect(running(fact)).toMatchObject({ kind: "refused", passes: true });
  });
});

describe("a router is at rest", () => {
  test.for([
    ["on blue", aRouter("blue")],
    ["on green", aRouter("green")],
    ["in one group for all routes", aSharedRouter("blue")],
    [
      "with a stranger that nobody reaches while the active is there",
      aRouter("blue", { strangers: [{ ...stranger, priority: 3 }] }),
    ],
    ["with a stranger in the group that nobody is on", aRouter("green", { strangers: [stranger] })],
  ] as const)("%s", ([, found]) => {
    expect(unrestOf(found)).toBeUndefined();
  });

  const group = (blue: boolean, green: boolean) =>
    aGroup("blue", {
      entries: [
        { color: "blue", priority: 1, weight: 100, enabled: blue },
        { color: "green", priority: 2, weight: 100, enabled: green },
      ],
    });

  test.for<[string, RouterState]>([
    ["routes lead to different places", aRouter("blue", { routedGroup: undefined })],
    ["two origins share the users", between],
    ["a stranger stands beside the active", aRouter("blue", { strangers: [stranger] })],
    [
      "no origin there is enabled",
      aRouter("blue", { groups: { blue: group(false, false), green: aGroup("green") } }),
    ],
    [
      "the other environment is first in a color's own group",
      aRouter("blue", { groups: { blue: group(false, true), green: aGroup("green") } }),
    ],
  ])("not while %s", ([, found]) => {
    expect(unrestOf(found)).toBeTypeOf("string");
  });
});
