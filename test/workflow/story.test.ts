import { describe, expect, test } from "vitest";
import { watchIdOf, type OperationId } from "../../src/domain/upgrade/pair-record.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { aStory, storyOn, type Story } from "./a-story.ts";

const minute = 60_000;
const watchId = watchIdOf("shop-1-upgrade" as OperationId);

/** When each write was made first. */
function writesOf(story: Story): Readonly<Record<string, number>> {
  const at: Record<string, number> = {};
  const before = story.azure.onWrite;
  story.azure.onWrite = (write) => {
    before(write);
    at[write] ??= story.stage.nowMs;
  };
  return at;
}

const phaseAt = (story: Story, phase: string): number =>
  Date.parse(story.told().find((entry) => entry.data["phase"] === phase)?.at ?? "");

const isWatched = (story: Story): boolean => story.stage.running().some((one) => one.id === watchId);

describe("before the swap", () => {
  test("edges have five minutes to probe the new origin before it is proven", async () => {
    const story = aStory();
    await story.stage.play("upgrade");
    expect(story.at("verdict.given") - phaseAt(story, "verifying")).toBeGreaterThanOrEqual(5 * minute);
  });

  test("a candidate that was proven and turns sick before the swap is found out, and nobody is moved", async () => {
    const story = aStory();
    story.when("capacity.held", () => story.azure.sick.add("green"));
    expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
    expect(story.azure.writes).not.toContain("route to green");
    expect(story.azure.writes.slice(-2)).toEqual(["restore the capacity of blue", "stop green"]);
  });

  test("a proof that Front Door's refusals have outlived is taken again, without a person", async () => {
    const story = aStory();
    story.when(
      "phase.entered",
      () => {
        story.azure.frozen = "ServiceUnavailable";
        story.stage.at(story.stage.nowMs + 25 * minute, () => (story.azure.frozen = undefined));
      },
      "swapping",
    );
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.events()).not.toContain("operation.paused");
    const swapping = story.told().findIndex((entry) => entry.data["phase"] === "swapping");
    expect(
      story
        .told()
        .slice(swapping)
        .map((entry) => entry.event),
    ).toContain("baseline.taken");
  });

  test("a candidate that turns sick once the write was tried is left by a rollback, for it may land yet", async () => {
    // nobody watches: the story has to see it by itself
    const story = storyOn(fakeAzure(aPair()), {
      operationsFor: (operations) => ({ ...operations, startWatch: async () => undefined }),
    });
    story.when("phase.entered", () => (story.azure.frozen = "Conflict"), "swapping");
    story.when("operation.paused", () => {
      story.azure.sick.add("green");
      story.azure.frozen = undefined;
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
  });

  test("somebody watches before the write that moves users, and again when the watch has died", async () => {
    const story = aStory();
    let wasWatched = false;
    story.azure.onWrite = (write) => {
      if (write === "route to green") wasWatched = isWatched(story);
    };
    story.when("phase.entered", () => story.stage.failInstance(watchId), "soaking");
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(wasWatched).toBe(true);
    expect(story.events()).toContain("watch.begunAgain");
  });
});

describe("another hand on the router", () => {
  test("while the settings spread halts before users are moved, and is not overwritten", async () => {
    const story = aStory();
    let writes: readonly string[] = [];
    story.when("capacity.held", () => {
      story.stage.at(story.stage.nowMs + 10 * minute, () => {
        const { router } = story.azure;
        const { green } = router.groups;
        const entries = green.entries.map((one) => (one.color === "blue" ? { ...one, priority: 4 } : one));
        story.azure.router = { ...router, groups: { ...router.groups, green: { ...green, entries } } };
      });
    });
    story.when("operation.halted", () => {
      writes = [...story.azure.writes];
      story.stage.send("rollBack");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(writes).not.toContain("route to green");
    expect(story.azure.writes).not.toContain("priority 2 blue in group green");
  });
});

describe("a swap", () => {
  test("is done when the last edge sends users there, not when it is written", async () => {
    const story = aStory();
    story.azure.edges = [{ afterMinutes: 20, probeSeconds: 0 }];
    const at = writesOf(story);
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.at("swap.completed") - (at["route to green"] ?? 0)).toBeGreaterThanOrEqual(20 * minute);
  });

  test("waits for each share's own arrival", async () => {
    const story = aStory({ steps: [50, 100] });
    story.azure.followsRoute = false;
    story.when("route.written", () => (story.azure.usersOn = "green"));
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.at("swap.completed") - story.at("share.moved")).toBeGreaterThanOrEqual(5 * minute);
  });
});

describe("a soak", () => {
  test("does not end while nobody watches, however long it has lasted", async () => {
    let isBarred = false;
    const story = storyOn(fakeAzure(aPair()), {
      operationsFor: (operations, { step }) =>
        step === "startWatch" && isBarred
          ? { ...operations, startWatch: () => Promise.reject(new Error("no")) }
          : operations,
    });
    let begun = 0;
    story.when(
      "phase.entered",
      () => {
        begun = story.stage.nowMs;
        isBarred = true;
        story.stage.failInstance(watchId);
        story.stage.at(begun + 180 * minute, () => (isBarred = false));
      },
      "soaking",
    );
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.at("soak.ended") - begun).toBeGreaterThanOrEqual(180 * minute);
  });

  test("that a person has paused ends when it is resumed", async () => {
    const story = aStory();
    let resumed = 0;
    story.sendIn("soaking", "pause", () => {
      resumed = story.stage.nowMs + 300 * minute;
      story.stage.at(resumed, () => story.stage.send("resume"));
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(story.at("soak.ended")).toBeGreaterThanOrEqual(resumed);
  });

  test("is halted within minutes by another hand on the router", async () => {
    const story = aStory({ soakMinutes: 600 });
    let touched = 0;
    story.when(
      "phase.entered",
      () => {
        touched = story.stage.nowMs + 30 * minute;
        story.stage.at(touched, () => {
          const { router } = story.azure;
          const green = { ...router.groups.green, sessionAffinity: true };
          const entries = green.entries.map((one) => (one.color === "blue" ? { ...one, priority: 4 } : one));
          story.azure.router = {
            ...router,
            groups: { ...router.groups, green: { ...green, entries } },
          };
        });
      },
      "soaking",
    );
    story.when("operation.halted", () => story.stage.send("rollBack"));
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(story.at("operation.halted") - touched).toBeLessThanOrEqual(3 * minute);
  });

  test("that is stuck halts, watched; it does not fail", async () => {
    const story = aStory();
    story.when(
      "phase.entered",
      () => {
        story.azure.ports.clusters.beginTag = () => {
          throw new TypeError("a fault of ours");
        };
      },
      "retiring",
    );
    const { clusters } = story.azure.ports;
    const begin = clusters.beginTag.bind(clusters);
    let watched = false;
    story.when("operation.halted", () => {
      watched = isWatched(story);
      story.azure.ports.clusters.beginTag = begin;
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(watched).toBe(true);
  });
});

describe("the previous environment", () => {
  test("is out of the group for 45 minutes before it is stopped", async () => {
    const story = aStory();
    const at = writesOf(story);
    await story.stage.play("upgrade");
    const out = at["disable blue in group green"] ?? 0;
    expect((at["stop blue"] ?? 0) - out).toBeGreaterThanOrEqual(45 * minute - 1_000);
  });

  test("is seen quiet before it is stopped, and that is told first", async () => {
    const story = aStory();
    let told: readonly string[] = [];
    story.azure.onWrite = (write) => {
      if (write === "stop blue") told = story.events();
    };
    await story.stage.play("upgrade");
    expect(told).toContain("previous.quiet");
  });

  test("that Azure will not stop goes on running, and the proven upgrade is completed", async () => {
    const story = aStory();
    story.azure.failing = { write: "stop blue", code: "OperationNotAllowed" };
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "completed", active: "green" });
    const kept = story.told().find((entry) => entry.event === "previous.kept");
    expect(kept?.data["why"]).toContain("goes on running");
  });
});

describe("an abort", () => {
  test("that finds users on the candidate is a rollback", async () => {
    const story = aStory();
    story.sendIn("upgrading", "abort", () => {
      story.azure.router = { ...story.azure.router, routedGroup: "green" };
    });
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "rolledBack" });
    expect(story.azure.router.routedGroup).toBe("blue");
  });

  test("waits until Azure has finished what is under way, and asks for no stop before", async () => {
    const story = aStory();
    story.azure.minutesOf = (write) => (write.startsWith("create") ? 30 : 1);
    story.azure.onWrite = (write) => {
      if (write.startsWith("create")) story.stage.send("abort");
    };
    const at = writesOf(story);
    expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
    expect((at["stop green"] ?? 0) - (at["create green on 1.34.9"] ?? 0)).toBeGreaterThanOrEqual(30 * minute);
    expect(story.events()).not.toContain("operation.waited");
  });
});

describe("a permanent name that leads elsewhere", () => {
  const address = { kind: "dns", recordSetId: "the record set", service: "ingress/nginx" } as const;
  const { environments } = aPair();
  const named = (): Story => {
    const story = aStory({ environments: { ...environments, green: { ...environments.green, address } } });
    story.azure.addresses.green = { named: "203.0.113.1", actual: "203.0.113.9" };
    return story;
  };

  test("is told with its old address before it is written", async () => {
    const story = named();
    const { addresses } = story.azure.ports;
    const write = addresses.write.bind(addresses);
    let told: readonly string[] = [];
    addresses.write = async (...given) => {
      told = story.events();
      return write(...given);
    };
    await story.stage.play("upgrade");
    expect(told).toContain("address.updated");
  });

  test("is not proven before resolvers have forgotten the old address", async () => {
    const story = named();
    const { addresses } = story.azure.ports;
    const read = addresses.read.bind(addresses);
    addresses.read = async (...given) => ({ ...(await read(...given)), ttlSeconds: 3_600 });
    await story.stage.play("upgrade");
    expect(story.at("verdict.given") - story.at("address.updated")).toBeGreaterThanOrEqual(60 * minute);
  });
});
