import { describe, expect, test } from "vitest";
import type { Pair } from "../../src/domain/environment/pair.ts";
import type { Sample } from "../../src/domain/probing/verdict.ts";
import type { RouterState } from "../../src/domain/swap/layout.ts";
import { withChange } from "../../src/domain/swap/protocol.ts";
import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import { lookAt, type Ways } from "../../src/workflow/activities/probing.ts";
import { lookAround } from "../../src/workflow/activities/watching.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { aRouter } from "../support/a-router.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { Stage } from "../support/stage.ts";
import { watchedId } from "./a-watch.ts";

const at = "2026-11-05T09:00:00.000Z";
const [check] = aPair().checks;
if (check === undefined) throw new Error("the pair has no check");
const locked = aPair({ checks: [{ ...check, via: ["preview"] }] });
const sharedByWeight = (["prepare", "swap"] as const).reduce(
  (router, step) => withChange(router, { step, candidate: "green", percent: 50 }),
  aRouter("blue"),
);

/** By which ways green is asked, and what the look makes of these answers in turn. */
async function looked(
  pair: Pair,
  { ways, router = aRouter("blue"), answers = [] }: Looking,
): Promise<{ sample: Sample; vias: readonly string[] }> {
  const azure = withGreen(pair, router);
  const vias: string[] = [];
  azure.ports.prober.probe = async (_pair, { via }) => {
    vias.push(via);
    return { at, outcome: answers[vias.length - 1] ?? "pass" };
  };
  const sample = await lookAt(azure.ports, pair, { color: "green", at, ways });
  return { sample, vias };
}

function withGreen(pair: Pair, router: RouterState): FakeAzure {
  const azure = fakeAzure(pair);
  azure.clusters.green = aCluster("green");
  azure.router = router;
  return azure;
}

interface Looking {
  readonly ways: Ways;
  readonly router?: Parameters<typeof withChange>[0];
  readonly answers?: readonly Sample["outcome"][];
}

describe("an origin that only Front Door reaches", () => {
  test("is asked through its preview, which proves it", async () => {
    expect((await looked(locked, { ways: "origin" })).vias).toEqual(["preview"]);
  });

  test("is not asked there while both environments answer behind it", async () => {
    expect((await looked(locked, { ways: "origin", router: sharedByWeight })).vias).toEqual(["anyone"]);
  });

  test.for([
    ["swapping", "anyone"],
    ["soaking", "preview"],
  ] as const)("with the last step written the watch asks, while %s, by way of %s", async ([phase, via]) => {
    const stepwise = { ...locked, steps: [50, 100] };
    const allMoved = withChange(sharedByWeight, { step: "share", candidate: "green", percent: 100 });
    const azure = withGreen(stepwise, allMoved);
    const head = { pair: "shop", position: { phase }, outcome: null } as unknown as OperationHead;
    azure.documents.set(watchedId, { head, journal: [] });
    const asked: string[] = [];
    azure.ports.prober.probe = async (_pair, { color, via: way }) => {
      asked.push(`${color} ${way}`);
      return { at, outcome: "pass" };
    };
    const owner = { pair: "shop", operationId: watchedId, epoch: 1 };
    const order = { owner, candidate: "green", ways: "origin", asksMetrics: false, at } as const;
    await lookAround.run(azure.ports, order, new Stage(azure.ports).operations);
    expect(asked.toSorted()).toEqual(["blue preview", `green ${via}`]);
  });

  test("is not blamed for what anybody may have answered", async () => {
    const shared = { ways: "origin", router: sharedByWeight } as const;
    expect((await looked(locked, { ...shared, answers: ["fail"] })).sample.outcome).toBe("unknown");
    expect((await looked(locked, { ...shared, answers: ["pass"] })).sample.outcome).toBe("pass");
    expect((await looked(locked, { ways: "origin", answers: ["fail"] })).sample.outcome).toBe("fail");
  });

  test.for<[Ways, Sample["outcome"]]>([
    ["proof", "unknown"],
    ["watch", "fail"],
  ])("is blamed for what fails at the users' name only once they are on it: %s", async ([ways, outcome]) => {
    const { sample } = await looked(locked, { ways, router: sharedByWeight, answers: ["fail", "fail"] });
    expect(sample.outcome).toBe(outcome);
  });
});

describe("a look passes when every way does", () => {
  test.for<[readonly Sample["outcome"][], Sample["outcome"]]>([
    [["pass", "pass"], "pass"],
    [["pass", "fail"], "fail"],
    [["unknown", "fail"], "fail"],
    [["pass", "unknown"], "unknown"],
    [["unknown", "pass"], "unknown"],
  ])("%j is a %s", async ([answers, outcome]) => {
    expect((await looked(aPair(), { ways: "proof", answers })).sample.outcome).toBe(outcome);
  });
});
