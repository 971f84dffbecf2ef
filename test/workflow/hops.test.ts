import { describe, expect, test } from "vitest";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { aStory, storyOn } from "./a-story.ts";

const lastHop = "upgrade green's system to 1.36.4";
const hour = 3_600_000;
const running = { kind: "running", retryAfterSeconds: 30 } as const;
const failed = { kind: "failed", code: "PutExtensionAddonHandler", message: "It failed." } as const;

describe("a hop", () => {
  test("that a drain has stopped tells its pool, waits for a person, and is resumed by the same write", async () => {
    const story = aStory();
    story.azure.failing = { write: lastHop, code: "PodDrainFailure" };
    story.when("operation.paused", () => story.stage.send("resume"));
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.told().find(({ event }) => event === "pool.drainFailed")?.data).toMatchObject({
      pool: "system",
      version: "1.36.4",
    });
    expect(story.azure.writes.filter((write) => write === lastHop)).toHaveLength(2);
  });

  test("that a drain has stopped can be aborted, and the candidate is stopped", async () => {
    const story = aStory();
    story.azure.failing = { write: lastHop, code: "PodDrainFailure" };
    story.when("operation.paused", () => story.stage.send("abort"));
    expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
    expect(story.azure.writes.at(-1)).toBe("stop green");
  });

  test("that finds no room now is tried again without a person", async () => {
    const story = aStory();
    story.azure.failing = { write: lastHop, code: "AllocationFailed" };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.events()).not.toContain("operation.paused");
    expect(story.azure.writes.filter((write) => write === lastHop)).toHaveLength(2);
  });

  test("that never finds room asks a person in the end", async () => {
    const story = aStory();
    const fail = () => void (story.azure.failing = { write: lastHop, code: "AllocationFailed" });
    story.azure.onWrite = (write) => write === lastHop && fail();
    story.when("operation.paused", () => story.stage.send("abort"));
    expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
    expect(story.azure.writes.filter((write) => write === lastHop)).toHaveLength(6);
  });

  test("that is refused for good ends the upgrade", async () => {
    const story = aStory();
    story.azure.failing = { write: lastHop, code: "SKUNotAvailable" };
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "failed" });
  });

  test("waits out somebody else's three hours, and even that it fails", async () => {
    const azure = fakeAzure(aPair());
    const foreign = { until: 0, polls: false };
    const { stage, ...story } = storyOn(azure, {
      portsFor: (ports, { step }) => {
        if (step === "beginUpgradeControlPlane" && foreign.until === 0)
          foreign.until = stage.nowMs + 3 * hour;
        const busy = { kind: "busy", handle: { resourceId: "green" }, doing: "Updating" } as const;
        const poll = async () => (stage.nowMs < foreign.until ? running : failed);
        const isBusy = stage.nowMs < foreign.until;
        if (step === "pollCluster" && foreign.polls)
          return { ...ports, clusters: { ...ports.clusters, poll } };
        foreign.polls = isBusy;
        const beginUpgradeControlPlane = async () => busy;
        return isBusy ? { ...ports, clusters: { ...ports.clusters, beginUpgradeControlPlane } } : ports;
      },
    });
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    const waits = story.told().filter(({ data }) => data["code"] === "AnotherOperationInProgress");
    expect(waits).toHaveLength(1);
    expect(story.at("controlPlane.upgraded")).toBeGreaterThanOrEqual(foreign.until);
  });

  test("is gone on with in a kept cluster whose pool an earlier drain has left failed", async () => {
    const story = aStory();
    const [system] = aCluster("green").pools;
    if (system === undefined) throw new Error("a cluster has a pool");
    story.azure.clusters.green = aCluster("green", {
      powerState: "Stopped",
      version: "1.35.5",
      pools: [
        { ...system, provisioningState: "Failed" },
        { ...system, name: "user", version: "1.35.5", provisioningState: "Failed" },
      ],
    });
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "completed", why: null });
    expect(story.azure.writes).toContain("upgrade green's system to 1.35.5");
    expect(story.azure.writes).toContain(lastHop);
    const mended = story.told().filter(({ event }) => event === "pool.upgraded");
    expect(mended.map(({ data }) => data)).toContainEqual({ pool: "user", version: "1.35.5" });
  });
});

describe("how long a kept cluster stands still", () => {
  test("is written on it when it is put away, and taken off when it is started", async () => {
    const story = aStory();
    await story.stage.play("upgrade");
    const stoppedAt = story.azure.clusters.blue?.tags["bluegreen-stopped-at"] ?? "";
    expect(Math.abs(Date.parse(stoppedAt) - story.at("previous.stopped"))).toBeLessThan(hour);
    story.azure.clusters.green = aCluster("green", {
      powerState: "Stopped",
      tags: { "bluegreen-stopped-at": stoppedAt, "bluegreen-kept-by": "shop-0-upgrade" },
    });
    const next = aStory();
    next.azure.clusters.green = story.azure.clusters.green;
    await next.stage.play("upgrade");
    expect(next.azure.clusters.green?.tags).toEqual({});
  });

  test("is told with the plan of an upgrade from the tenth month on", async () => {
    const story = aStory();
    const tags = { "bluegreen-stopped-at": new Date(story.stage.nowMs - 11 * 31 * 24 * hour).toISOString() };
    story.azure.clusters.green = aCluster("green", { powerState: "Stopped", tags });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    const findings = story.told().find(({ event }) => event === "plan.made")?.data["findings"];
    expect(JSON.stringify(findings)).toContain("KEPT_STOPPED_LONG");
  });
});
