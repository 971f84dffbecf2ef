import { describe, expect, test } from "vitest";
import type { OperationId } from "../../src/domain/upgrade/pair-record.ts";
import { OutsideError } from "../../src/workflow/errors.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { aStory, storyOn, type Story } from "./a-story.ts";

describe("the end", () => {
  test("is told before the pair is given free", async () => {
    const story = aStory();
    const { records } = story.azure.ports;
    const write = records.write.bind(records);
    let told: unknown = "nothing";
    records.write = async (pair, record, etag) => {
      if (record.operationId === null) told = story.azure.documents.get("shop-1-upgrade")?.head.outcome;
      return write(pair, record, etag);
    };
    await story.stage.play("upgrade");
    expect(told).toBe("completed");
  });

  test("of one that was taken over in its last moment is not for it to say", async () => {
    const story = aStory();
    story.azure.router = { ...story.azure.router, routeEnabled: false };
    story.when("plan.made", () => {
      const { record } = story.azure.record ?? {};
      if (record === undefined) throw new Error("nobody owns the pair");
      const next = { ...record, epoch: 2, operationId: "shop-2-rollback" as OperationId };
      story.azure.record = { record: next, etag: "9" };
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("superseded");
    expect(story.events()).not.toContain("operation.ended");
  });

  test("refuses what has come too late, and says so", async () => {
    const azure = fakeAzure(aPair());
    const story: Story = storyOn(azure, {
      portsFor: (ports, { step }) => {
        // the last thing it asks before it tells its end
        if (step === "readOwnership") story.stage.send("pause");
        return ports;
      },
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    const last = story.told().filter(({ event }) => event === "command.refused");
    expect(last.map(({ data }) => data)).toEqual([
      expect.objectContaining({ command: "pause", why: "the operation has ended completed" }),
    ]);
  });
});

describe("an operation", () => {
  test("goes on with the pair as it was claimed when its file is gone", async () => {
    const story = aStory();
    story.when("candidate.created", () => (story.azure.ports.pairs.find = () => undefined));
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
  });

  test("does not take one nonsensical answer of the router for another hand", async () => {
    const story = aStory();
    const { router } = story.azure.ports;
    const read = router.read.bind(router);
    let reads = 0;
    router.read = async (pair) => {
      reads += 1;
      // the first one after the plan
      return reads === 3 ? { ...(await read(pair)), routedGroup: undefined } : read(pair);
    };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(reads).toBeGreaterThan(3);
    expect(story.events()).not.toContain("operation.halted");
  });

  test("starts nothing on a router that leads users nowhere once it was planned by", async () => {
    const story = aStory();
    story.when("plan.made", () => (story.azure.router = { ...story.azure.router, routeEnabled: false }));
    const { outcome, why } = await story.stage.play("upgrade");
    expect([outcome, why]).toEqual(["failed", expect.stringContaining("ROUTER_CHANGED")]);
    expect(story.azure.writes).toEqual([]);
  });

  test("writes again what was accepted and did not stay", async () => {
    const story = aStory();
    const { router } = story.azure.ports;
    const begin = router.begin.bind(router);
    let lost = 0;
    router.begin = async (pair, write) => {
      if (write.kind !== "route" || lost > 0) return begin(pair, write);
      lost += 1;
      return { resourceId: "a write that nobody has kept" };
    };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(lost).toBe(1);
    expect(story.azure.writes).toContain("route to green");
  });

  test("asks no earlier than the outside wants to be asked again", async () => {
    const story = aStory();
    const { clusters } = story.azure.ports;
    const begin = clusters.beginCopy.bind(clusters);
    const asked: number[] = [];
    clusters.beginCopy = async (order) => {
      asked.push(story.stage.nowMs);
      if (asked.length > 1) return begin(order);
      throw new OutsideError({
        reaction: "later",
        code: "TooManyRequests",
        message: "busy",
        resource: "green",
        fix: "Wait.",
        retryAfterSeconds: 900,
      });
    };
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(899_000);
  });
});
