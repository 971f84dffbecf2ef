import { describe, expect, test } from "vitest";
import { aCluster } from "../support/a-cluster.ts";
import { aStory, type Story } from "./a-story.ts";

const drifted = (story: Story): unknown =>
  story.told().find(({ event }) => event === "cluster.drifted")?.data["drifts"];
const setPodCidr = (story: Story, color: "blue" | "green"): void =>
  void (story.azure.settings[color] = { "networkProfile.podCidr": '"10.9.0.0/16"' });

describe("a change that another hand makes", () => {
  test("to the active while green climbs stops the run, says what it is, and is taken by a person", async () => {
    const story = aStory();
    story.when("controlPlane.upgraded", () => setPodCidr(story, "blue"));
    story.when("operation.paused", () => story.stage.send("resume"));
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(drifted(story)).toEqual([
      { color: "blue", path: "networkProfile.podCidr", from: null, to: '"10.9.0.0/16"' },
    ]);
    expect(story.events().filter((event) => event === "cluster.drifted")).toHaveLength(1);
  });

  test("to the candidate stops the run, and a person aborts it", async () => {
    const story = aStory();
    story.when("workloads.deployed", () => setPodCidr(story, "green"));
    story.when("operation.paused", () => story.stage.send("abort"));
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "aborted", active: "blue" });
    expect(story.azure.writes).not.toContain("route to green");
  });

  test("while the start waits for its approval stops the run before a copy is made", async () => {
    const story = aStory({ approvals: { start: true, swap: false, delete: false } });
    story.when("approval.asked", () => {
      setPodCidr(story, "blue");
      story.stage.send("approve");
    });
    story.when("operation.paused", () => story.stage.send("abort"));
    expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
    expect(story.azure.writes.filter((write) => write.startsWith("create"))).toEqual([]);
  });
});

describe("an upgrade that AKS makes by itself", () => {
  const takeTo = (story: Story, color: "blue" | "green", version: string): void => {
    story.azure.clusters[color] = aCluster(color, { ...story.azure.clusters[color], version });
  };

  test("of the active stops the run before users are moved", async () => {
    const story = aStory();
    story.when("workloads.deployed", () => takeTo(story, "blue", "1.35.5"));
    story.when("operation.paused", () => {
      expect(story.azure.writes).not.toContain("route to green");
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(drifted(story)).toEqual([
      { color: "blue", path: "currentKubernetesVersion", from: "1.34.9", to: "1.35.5" },
    ]);
  });

  test("of the candidate stops the run between two hops", async () => {
    const story = aStory();
    story.when("pool.upgraded", () => takeTo(story, "green", "1.36.4"));
    story.when("operation.paused", () => story.stage.send("resume"));
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(drifted(story)).toEqual([
      { color: "green", path: "currentKubernetesVersion", from: "1.35.5", to: "1.36.4" },
    ]);
    expect(story.azure.writes).not.toContain("upgrade green to 1.36.4");
  });
});

test("what an operation writes itself is no drift", async () => {
  const story = aStory();
  expect((await story.stage.play("upgrade")).outcome).toBe("completed");
  expect(drifted(story)).toBeUndefined();
});
