import { describe, expect, test } from "vitest";
import { blocking } from "../../src/domain/upgrade/findings.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aStory } from "./a-story.ts";

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
