import { expect, test } from "vitest";
import { OutsideError } from "../../src/workflow/errors.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { storyOn, type Story } from "./a-story.ts";

/** Two hops of a cluster with three pools, of which each takes twenty minutes. */
function withPools(names: readonly string[]): Story {
  const azure = fakeAzure(aPair());
  const blue = aCluster("blue");
  azure.clusters.blue = { ...blue, pools: names.flatMap((name) => blue.pools.map((p) => ({ ...p, name }))) };
  azure.minutesOf = (write) => (write.includes("'s ") && write.startsWith("upgrade ") ? 20 : 1);
  return storyOn(azure);
}

const minutesOfClimb = (story: Story): number => {
  const entered = story.told().filter(({ event }) => event === "phase.entered");
  const at = (phase: string) => Date.parse(entered.find(({ data }) => data["phase"] === phase)?.at ?? "");
  return (at("deploying") - at("upgrading")) / 60_000;
};

test("the pools of a hop are upgraded side by side, and each once", async () => {
  const story = withPools(["system", "web", "batch"]);
  expect((await story.stage.play("upgrade")).outcome).toBe("completed");
  expect(minutesOfClimb(story)).toBeLessThan(2 * 30);
  const upgraded = story.told().filter(({ event }) => event === "pool.upgraded");
  expect(upgraded.map(({ data }) => `${String(data["pool"])} ${String(data["version"])}`)).toEqual([
    "system 1.35.5",
    "web 1.35.5",
    "batch 1.35.5",
    "system 1.36.4",
    "web 1.36.4",
    "batch 1.36.4",
  ]);
  expect(story.azure.writes.filter((write) => write.startsWith("upgrade green's"))).toHaveLength(6);
});

test("where AKS takes one pool at a time, each waits for the one before and all are upgraded", async () => {
  const story = withPools(["system", "web", "batch"]);
  const oneAtATime = async (id: string, ...[pool, version]: [string, string]) => {
    const busy = story.azure.clusters.green?.provisioningState === "Upgrading";
    if (busy && !under.has(pool)) throw refused;
    under.clear();
    under.add(pool);
    return before.beginUpgradePool(id, pool, version);
  };
  const under = new Set<string>();
  const before = { ...story.azure.ports.clusters };
  story.azure.ports.clusters.beginUpgradePool = oneAtATime;
  expect((await story.stage.play("upgrade")).outcome).toBe("completed");
  expect(minutesOfClimb(story)).toBeGreaterThan(6 * 20);
  expect(story.azure.clusters.green?.pools.map(({ version }) => version)).toEqual([
    "1.36.4",
    "1.36.4",
    "1.36.4",
  ]);
});

const refused = new OutsideError({
  reaction: "later",
  code: "OperationNotAllowed",
  message: "Another operation (Upgrading) is in progress",
  resource: "the green cluster",
  fix: "It is tried again.",
});
