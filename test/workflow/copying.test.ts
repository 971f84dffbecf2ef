import { describe, expect, test } from "vitest";
import { blocking } from "../../src/domain/upgrade/findings.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aStory } from "./a-story.ts";

const ours = { "bluegreen-operation": "shop-1-upgrade" };

describe("an upgrade", () => {
  test("writes nothing where a copy cannot be made, and says what the pair file has to name", async () => {
    const story = aStory();
    const fix = `Name the candidate's in the pair file.`;
    story.azure.copyPlan = {
      findings: [blocking("NOT_TO_SHARE", "aks-shop-blue", { message: "It has a gateway.", fix })],
      differences: [],
    };
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "failed" });
    expect(story.azure.documents.get("shop-1-upgrade")?.head.why).toContain(fix);
    expect(story.azure.writes).toEqual([]);
  });

  test("leaves a pool as its owner has: one that stands still is copied so, and does not climb", async () => {
    const story = aStory();
    const [system] = aCluster("blue").pools;
    if (system === undefined) throw new Error("a cluster has a pool");
    const gpu = { ...system, name: "gpu", mode: "User", count: 0, powerState: "Stopped" };
    story.azure.clusters.blue = aCluster("blue", { pools: [system, gpu] });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.azure.writes.filter((write) => write.includes("gpu"))).toEqual([]);
    expect(story.told().find(({ event }) => event === "pool.skipped")?.data).toEqual({
      pool: "gpu",
      why: "it is stopped",
    });
  });

  test("gives the candidate the auto-upgrade of the active once users are there, and never before", async () => {
    const story = aStory();
    story.azure.autoUpgraded.add("blue");
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    const { writes } = story.azure;
    const at = writes.indexOf("begin auto-upgrade of green");
    expect(at).toBeGreaterThan(writes.indexOf("route to green"));
    expect(at).toBeLessThan(writes.indexOf("stop blue"));
    expect(story.events()).toContain("autoUpgrade.restored");
  });

  test("is completed, and says so, where Azure does not take the auto-upgrade", async () => {
    const story = aStory();
    story.azure.autoUpgraded.add("blue");
    story.azure.failing = { write: "begin auto-upgrade of green", code: "ValidationError" };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    const told = story.told().filter(({ event }) => event === "operation.waited");
    expect(told.map(({ data }) => data["message"])).toEqual([
      expect.stringContaining("auto-upgrade of green is not as blue had it"),
    ]);
  });

  test("takes pools that an earlier run left behind along, though they stand still with their cluster", async () => {
    const story = aStory();
    const pools = aCluster("green").pools.map((pool) => ({ ...pool, powerState: "Stopped" }));
    story.azure.clusters.green = aCluster("green", { version: "1.35.5", pools, powerState: "Stopped" });
    story.azure.onWrite = (write) => {
      if (write !== "start green") return;
      const { green } = story.azure.clusters;
      const running = pools.map((pool) => ({ ...pool, powerState: "Running" }));
      if (green !== undefined) story.azure.clusters.green = { ...green, pools: running };
    };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.azure.writes.filter((write) => write.startsWith("upgrade"))).toEqual([
      "upgrade green's system to 1.35.5",
      "upgrade green to 1.36.4",
      "upgrade green's system to 1.36.4",
    ]);
  });

  test("skips the hops that AKS has made already", async () => {
    const story = aStory();
    story.when("candidate.created", () => {
      const pools = aCluster("green").pools.map((pool) => ({ ...pool, version: "1.36.4" }));
      story.azure.clusters.green = aCluster("green", { version: "1.36.4", pools, tags: ours });
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.azure.writes.filter((write) => write.startsWith("upgrade"))).toEqual([]);
  });

  test("does not go on with a copy whose pool stands still where the active's runs", async () => {
    const story = aStory();
    story.azure.onWrite = (write) => {
      if (write !== "create green on 1.34.9") return;
      const pools = aCluster("blue").pools.map((pool) => ({ ...pool, powerState: "Stopped" }));
      story.stage.at(story.stage.nowMs + 15_000, () => {
        if (story.azure.clusters.green !== undefined)
          story.azure.clusters.green = { ...story.azure.clusters.green, pools };
      });
    };
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "failed" });
    expect(story.azure.documents.get("shop-1-upgrade")?.head.why).toContain(
      "its pool system is Succeeded, Stopped",
    );
  });
});
