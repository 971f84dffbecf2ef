import { beforeEach, describe, expect, test } from "vitest";
import type { Color } from "../../src/domain/environment/pair.ts";
import { noEvidence } from "../../src/domain/guards/move-users.ts";
import { withChange, type RouterChange } from "../../src/domain/swap/protocol.ts";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import type { Operations } from "../../src/workflow/ports.ts";
import { stepAnswer, steps } from "../../src/workflow/register.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { aRouter } from "../support/a-router.ts";
import { handMovedFake } from "../support/hand-moved-fake.ts";

const owner = { pair: "shop", operationId: operationIdOf("shop", 7, "upgrade"), epoch: 7 };
let azure: ReturnType<typeof handMovedFake>;

/** Both clusters run, users are on blue, and it has been so for an hour and more. */
beforeEach(() => {
  azure = handMovedFake(aPair());
  own(owner.operationId, owner.epoch);
  azure.pass(75);
});

function own(operationId: string | null, epoch: number, closedGate: Color | null = null): void {
  const base = { hold: null, by: "t", reason: "t", at: azure.now() };
  azure.record = { record: { ...base, epoch, operationId: operationId as never, closedGate }, etag: "1" };
}

async function ask(name: string, input: object, idle?: Operations) {
  const step = steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  const given = { owner, at: azure.now(), expectsTraffic: true, ...input };
  const operations = idle ?? (undefined as unknown as Operations);
  const answer = await stepAnswer(step, { ports: azure.ports, input: given, operations });
  if (answer.kind !== "trouble") return answer.value;
  const { code, reaction } = answer.trouble;
  // what may pass by itself is asked for again, and nothing else is
  expect(reaction).toBe(code === "GUARD_WAITS" ? "later" : "stop");
  return code;
}

const change = (step: RouterChange["step"]): RouterChange => ({ step, candidate: "green", percent: 100 });
const through = (...made: RouterChange["step"][]) =>
  made.reduce((router, step) => withChange(router, change(step)), aRouter("blue"));
const young = <Fact>(fact: Fact) => ({ fact, takenAt: azure.now() });
const order = (step: RouterChange["step"], wanted: object = {}) => ({
  change: change(step),
  evidence: noEvidence,
  wayBack: null,
  isEscape: false,
  known: null,
  ...wanted,
});
const proven = () => ({
  evidence: {
    proof: young("healthy"),
    baseline: young("healthy"),
    verdict: young("healthy"),
    arrival: young(true),
  },
});

describe("the router is written only where its guard consents", () => {
  test("a candidate without a proof is not swapped to, and the same write is asked for again", async () => {
    azure.router = through("stage");
    expect(await ask("beginRouterChange", order("swap"))).toBe("GUARD_WAITS");
    expect(azure.writes).toEqual([]);
    expect(await ask("beginRouterChange", order("swap", proven()))).toMatchObject({ kind: "begun" });
    expect(azure.writes).toEqual(["route to green"]);
  });

  test("nor one whose gate is not well at that moment", async () => {
    azure.router = through("stage");
    azure.gates.green = "unhealthy";
    expect(await ask("beginRouterChange", order("swap", proven()))).toBe("GUARD_WAITS");
    expect(azure.writes).toEqual([]);
  });

  test("the group that users are on is not staged; a person has to look", async () => {
    azure.router = aRouter("green");
    expect(await ask("beginRouterChange", order("stage"))).toBe("GUARD_REFUSED");
    expect(azure.writes).toEqual([]);
  });

  test("a share does not rise before it is proven under the one it has", async () => {
    azure.router = through("stage", "swap");
    const share = { change: { step: "share", candidate: "green", percent: 50 } } as const;
    expect(await ask("beginRouterChange", order("share", share))).toBe("GUARD_WAITS");
    expect(await ask("beginRouterChange", order("share", { ...share, ...proven() }))).toMatchObject({
      kind: "begun",
    });
  });

  test("the previous does not leave the group before users have arrived", async () => {
    azure.router = through("stage", "swap");
    expect(await ask("beginRouterChange", order("retire"))).toBe("GUARD_WAITS");
    expect(await ask("beginRouterChange", order("retire", proven()))).toMatchObject({ kind: "begun" });
  });

  test("nobody is led back to a cluster that is stopped, or that is going down", async () => {
    azure.router = through("stage", "swap");
    azure.clusters.blue = aCluster("blue", { powerState: "Stopped" });
    expect(await ask("beginRouterChange", order("rollBack"))).toBe("GUARD_WAITS");
    expect(azure.writes).toEqual([]);
  });

  test("but to one that Front Door's own probes find well, though we could not look", async () => {
    azure.router = through("stage", "swap");
    expect(await ask("beginRouterChange", order("rollBack"))).toMatchObject({ kind: "begun" });
    expect(azure.writes).toEqual(["route to blue"]);
  });
});

describe("one write is in flight at a time", () => {
  test("the next one waits for it, and a change is not made before its write has ended", async () => {
    azure.router = through();
    azure.minutesOf = () => 10;
    expect(await ask("beginRouterChange", order("stage"))).toMatchObject({ kind: "begun" });
    expect(await ask("beginRouterChange", order("swap", proven()))).toMatchObject({ kind: "begun" });
    azure.pass(5);
    expect(await ask("beginRouterChange", order("stage"))).toMatchObject({ kind: "begun" });
    expect(azure.writes).toEqual(["enable blue in group green"]);
    azure.pass(10);
    expect(await ask("beginRouterChange", order("stage"))).toEqual({ kind: "done" });
  });

  test("but the way back waits for nothing", async () => {
    azure.router = through("stage", "swap");
    azure.minutesOf = () => 10;
    await ask("beginRouterChange", order("retire", proven()));
    await ask("beginRouterChange", order("rollBack"));
    expect(azure.writes.at(-1)).toBe("route to blue");
  });
});

describe("a cluster is stopped only while nobody can be on it", () => {
  const stop = async (color: Color) => ask("beginStop", { color });

  test("green, which nobody is on, nothing leads to, and nobody has asked for long", async () => {
    expect(await stop("green")).toMatchObject({ kind: "begun" });
    expect(azure.writes).toEqual(["stop green"]);
  });

  test.for<[string, Color, () => void]>([
    ["users are on it", "blue", () => undefined],
    [
      "it is the standby of the group that users are on",
      "blue",
      () => (azure.router = through("stage", "swap")),
    ],
    [
      "a route of somebody else's leads there",
      "green",
      () =>
        (azure.router = aRouter("blue", {
          ways: [{ resource: "routes/partners", kind: "other", colors: ["green"] }],
        })),
    ],
  ])("not while %s", async ([, color, arrange]) => {
    arrange();
    expect(await stop(color)).toBe("GUARD_REFUSED");
    expect(azure.writes).toEqual([]);
  });

  test("not while edges may send users there still, whatever the control plane says", async () => {
    azure.edges = [{ afterMinutes: 40, probeSeconds: 0 }];
    azure.router = aRouter("green");
    azure.pass(10);
    expect(await stop("blue")).toBe("GUARD_WAITS");
    azure.pass(60);
    expect(await stop("blue")).toMatchObject({ kind: "begun" });
  });

  test("not while the metrics cannot be read", async () => {
    azure.ports.traffic.perMinute = () => Promise.reject(new Error("429"));
    expect(await stop("green")).toBe("GUARD_WAITS");
  });

  test("not when a hand leads users there while everything else is looked at", async () => {
    const perMinute = azure.ports.traffic.perMinute.bind(azure.ports.traffic);
    azure.ports.traffic.perMinute = async (...asked) => {
      const minutes = await perMinute(...asked);
      azure.router = aRouter("green");
      return minutes;
    };
    expect(await stop("green")).toBe("GUARD_REFUSED");
    expect(azure.writes).toEqual([]);
  });
});

describe("an environment that users can reach is not changed", () => {
  const inputs = {
    beginCopy: { from: "blue", version: "1.34.9" },
    beginUpgradeControlPlane: { version: "1.35.5" },
    beginUpgradePool: { pool: "system", version: "1.35.5" },
    writeAddress: { address: "203.0.113.9" },
  } as const;

  test.for(Object.entries(inputs))("by %s", async ([name, input]) => {
    azure.router = aRouter("green");
    expect(await ask(name, { color: "green", ...input })).toBe("GUARD_REFUSED");
    expect(azure.writes).toEqual([]);
  });

  test("nor one that edges still send users to", async () => {
    azure.edges = [{ afterMinutes: 40, probeSeconds: 0 }];
    azure.router = aRouter("green");
    azure.pass(60);
    azure.router = aRouter("blue");
    azure.pass(10);
    expect(await ask("beginUpgradePool", { color: "green", ...inputs.beginUpgradePool })).toBe("GUARD_WAITS");
  });
});

describe("the gate", () => {
  beforeEach(() => own(owner.operationId, owner.epoch, "green"));

  test("is not opened while the router leads users there again", async () => {
    azure.router = aRouter("green");
    expect(await ask("openGate", { candidate: "green" })).toBe("GUARD_WAITS");
    expect(azure.record?.record.closedGate).toBe("green");
  });

  test("is opened once they are led elsewhere", async () => {
    expect(await ask("openGate", { candidate: "green" })).toBeNull();
    expect(azure.record?.record.closedGate).toBeNull();
  });
});

describe("whoever is not the owner any more writes nothing", () => {
  test.for<[string, string | null, number]>([
    ["another operation owns the pair", "shop-8-rollback", 8],
    ["it is owned under a later epoch", owner.operationId, 8],
    ["nobody owns it", null, 7],
  ])("when %s", async ([, operationId, epoch]) => {
    own(operationId, epoch);
    expect(await ask("beginStop", { color: "green" })).toBe("SUPERSEDED");
    expect(await ask("beginRouterChange", order("stage"))).toBe("SUPERSEDED");
    expect(azure.writes).toEqual([]);
  });
});
