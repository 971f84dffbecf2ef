import { describe, expect, test } from "vitest";
import { operationIdOf, watchIdOf } from "../../src/domain/upgrade/pair-record.ts";
import { aRouter, aSharedRouter } from "../support/a-router.ts";
import { aPair } from "../support/a-pair.ts";
import { aStory } from "./a-story.ts";

describe("a progressive swap", () => {
  test("moves the route once, then one weight a step, and the last step puts the previous behind", async () => {
    const story = aStory({ steps: [5, 25, 50, 90, 100] });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    const moves = story.azure.writes.filter((write) => /group|route/.test(write));
    expect(moves).toEqual([
      "enable blue in group green",
      "weight 5 green in group green",
      "priority 1, weight 100 blue in group green",
      "route to green",
      "weight 33 green in group green",
      "weight 100 green in group green",
      "weight 900 green in group green",
      "priority 2 blue in group green",
      "disable blue in group green",
    ]);
  });

  test("begins no earlier than 45 minutes after the weights were written", async () => {
    const story = aStory({ steps: [50, 100] });
    let sharedAt = 0;
    story.azure.onWrite = (write) => {
      if (write.startsWith("priority 1")) sharedAt = story.stage.nowMs;
    };
    await story.stage.play("upgrade");
    expect(story.at("route.written") - sharedAt).toBeGreaterThanOrEqual(45 * 60_000);
  });

  test("turns back at a bad verdict between two steps", async () => {
    const story = aStory({ steps: [5, 50, 100] });
    story.when("share.moved", () => story.azure.sick.add("green"));
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(story.azure.writes).not.toContain("priority 2 blue in group green");
    expect(story.azure.writes).toContain("route to blue");
  });
});

describe("with one group for all routes", () => {
  test("one write of the candidate's priority moves users, and one takes them back", async () => {
    const story = aStory({ router: sharedRouter });
    story.azure.router = aSharedRouter("blue");
    story.sendIn("soaking", "rollBack");
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    const moves = story.azure.writes.filter((write) => write.includes("in group"));
    expect(moves).toEqual([
      "enable, priority 1 green in group shared",
      "disable, priority 3 green in group shared",
    ]);
  });

  test("retiring disables the previous first, then puts the active to its place", async () => {
    const story = aStory({ router: sharedRouter });
    story.azure.router = aSharedRouter("blue");
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.azure.writes.filter((write) => write.includes("in group"))).toEqual([
      "enable, priority 1 green in group shared",
      "disable, priority 3 blue in group shared",
      "priority 2 green in group shared",
    ]);
  });
});

describe("writes that queue", () => {
  test("are counted and told: the swap queues behind none, the way back behind the swap", async () => {
    const story = aStory();
    story.sendIn("soaking", "rollBack");
    const head = await story.stage.play("upgrade");
    const written = story.told().filter((entry) => entry.event === "route.written");
    expect(written.map((entry) => entry.data["queuedBehind"])).toEqual([0, 1]);
    expect(head.rollouts.written).toBe(3);
  });
});

describe("somebody else's hand", () => {
  test("on the route stops the run, which says what changed and by whom, and overwrites nothing", async () => {
    const story = aStory();
    story.azure.writers = ["anna@shop.example (routes/shop, 2026-11-05T10:00:00Z)"];
    story.when(
      "controlPlane.upgraded",
      () => (story.azure.router = { ...story.azure.router, routedGroup: "green" }),
    );
    let why = "";
    story.when("operation.halted", () => {
      why = story.azure.documents.get("shop-1-upgrade")?.head.why ?? "";
      story.azure.router = { ...story.azure.router, routedGroup: "blue" };
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(why).toContain("anna@shop.example");
    expect(why).toContain("points to green instead of blue");
  });

  test("on a standby entry while it soaks stops the run too", async () => {
    const story = aStory();
    story.when("swap.completed", () => {
      const { router } = story.azure;
      const [own, standby] = router.groups.green.entries;
      if (own === undefined || standby === undefined) throw new Error("no entries");
      const entries = [own, { ...standby, enabled: false }];
      story.azure.router = {
        ...router,
        groups: { ...router.groups, green: { ...router.groups.green, entries } },
      };
    });
    story.sendIn("halted", "rollBack");
    story.when("operation.halted", () => story.stage.send("rollBack"));
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
  });
});

describe("Front Door refusing", () => {
  test("the swap has moved nobody: the run pauses, tells since when, and goes on when resumed", async () => {
    const story = aStory();
    story.when("phase.entered", () => (story.azure.frozen = "ServiceUnavailable"), "swapping");
    story.when("operation.paused", () => {
      expect(story.azure.usersOn).toBe("blue");
      expect(story.azure.documents.get("shop-1-upgrade")?.head.frozenSince).not.toBeNull();
      story.azure.frozen = undefined;
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.events()).toContain("frontDoor.thawed");
  });

  test("the staging write pauses before anything is built", async () => {
    const story = aStory();
    story.azure.frozen = "Conflict";
    story.when("operation.paused", () => {
      expect(story.azure.writes).toEqual([]);
      story.stage.send("abort");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
  });
});

describe("a verdict under traffic", () => {
  test("is bad when Front Door counts failures that the active did not have", async () => {
    const story = aStory();
    story.when("swap.completed", () => {
      story.azure.counted.green = { requests: 5_000, serverErrors: 500, latencyMs: 20 };
    });
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "rolledBack" });
  });

  test("is inconclusive, never a pass, when the counts fall silent: it pauses", async () => {
    const story = aStory();
    story.when("swap.completed", () => (story.azure.counted.green = null));
    story.when("operation.paused", () => {
      story.azure.counted.green = { requests: 5_000, serverErrors: 0, latencyMs: 20 };
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.events()).toContain("operation.paused");
  });

  test("is bad when answers have become much slower than the baseline", async () => {
    const story = aStory();
    story.when("swap.completed", () => (story.azure.latencyMs.green = 400));
    expect(await story.stage.play("upgrade")).toMatchObject({
      outcome: "rolledBack",
      why: expect.stringContaining("the baseline was 20 ms") as string,
    });
  });

  test("is not asked for before the active itself passes its own checks", async () => {
    const story = aStory();
    story.when("capacity.held", () => story.azure.sick.add("blue"));
    story.when("operation.paused", () => {
      expect(story.azure.writes).not.toContain("route to green");
      story.azure.sick.delete("blue");
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
  });
});

describe("a permanent name that leads elsewhere", () => {
  const address = { kind: "dns", recordSetId: "the record set", service: "ingress/nginx" } as const;
  const environments = {
    ...aPair().environments,
    green: { ...aPair().environments.green, address },
  };

  test("gets the rebuilt ingress' address before the proof", async () => {
    const story = aStory({ environments });
    story.azure.addresses.green = { named: "203.0.113.1", actual: "203.0.113.9" };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.azure.addresses.green.named).toBe("203.0.113.9");
    expect(story.at("address.updated")).toBeLessThan(story.at("verdict.given"));
  });

  test("leads again where it led before when the upgrade is aborted", async () => {
    const story = aStory({ environments });
    story.azure.addresses.green = { named: "203.0.113.1", actual: "203.0.113.9" };
    story.azure.sick.add("green");
    expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
    expect(story.azure.addresses.green.named).toBe("203.0.113.1");
  });
});

const sharedRouter = {
  kind: "frontDoor",
  mode: "origin",
  profileId: "the profile",
  routeIds: ["the first", "the second"],
  originGroups: { blue: "blue", green: "green" },
  sharedGroup: "users",
  previewEndpoints: { blue: "preview-blue", green: "preview-green" },
  publicHost: "www.shop.example",
} as const;

test("somebody watches again soon where the watch has died while a person is waited for", async () => {
  const story = aStory();
  const watchId = watchIdOf(operationIdOf("shop", 1, "upgrade"));
  const minute = 60_000;
  story.when("phase.entered", () => (story.azure.router = aRouter("blue")), "soaking");
  let isWatchedAgain = false;
  story.when("operation.halted", () => {
    story.stage.failInstance(watchId);
    const halted = story.stage.nowMs;
    story.stage.at(halted + 5 * minute, () => {
      isWatchedAgain = story.stage.running().some((one) => one.id === watchId);
    });
    story.stage.at(halted + 6 * minute, () => story.stage.send("resume"));
  });
  await story.stage.play("upgrade");
  expect(isWatchedAgain).toBe(true);
});
