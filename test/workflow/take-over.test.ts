import { describe, expect, test } from "vitest";
import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import { operationIdOf, watchIdOf } from "../../src/domain/upgrade/pair-record.ts";
import { aPair } from "../support/a-pair.ts";
import { aStory, type Story } from "./a-story.ts";

const minute = 60_000;
const owner = operationIdOf("shop", 1, "upgrade");
const newcomer = operationIdOf("shop", 2, "rollback");

const takeOverOf = (deadOwner: typeof owner, epoch: number, commandId: string | null = null) => ({
  pair: "shop",
  kind: "rollback",
  epoch,
  target: null,
  deadOwner,
  by: "anna",
  reason: "users complain",
  unfinished: { owner: deadOwner, commandId },
});

/** Somebody starts the one who takes over. `commandId` null: the owner is dead. */
const takeOver = async (story: Story, commandId: string | null): Promise<void> =>
  story.stage.operations.start(newcomer, takeOverOf(owner, 2, commandId));

/** Plays until both have ended, or the owner was ended by the other. */
async function playBoth(story: Story): Promise<OperationHead | undefined> {
  await story.stage.play("upgrade").catch(() => undefined);
  const isOver = () => !story.stage.running().some((one) => one.id === newcomer);
  await story.stage.passTo(story.stage.nowMs + 2 * 86_400_000, isOver);
  return story.azure.documents.get(newcomer)?.head;
}

const toldBy = (story: Story, id: string, event: string) =>
  story.azure.documents.get(id as never)?.journal.find((entry) => entry.event === event);

/** The owner dies in that phase, and at once somebody takes over. */
function dyingIn(phase: string, and: (story: Story) => void = () => undefined): Story {
  const story = aStory();
  story.when(
    "phase.entered",
    () => {
      story.stage.failInstance(owner);
      void takeOver(story, null);
      and(story);
    },
    phase,
  );
  return story;
}

describe("an owner that stays silent", () => {
  test("has a minute, then it is ended, and users are taken back without it", async () => {
    const story = aStory({ soakMinutes: 600 });
    let asked = 0;
    story.when(
      "phase.entered",
      () => {
        asked = story.stage.nowMs;
        void takeOver(story, "c-7");
      },
      "soaking",
    );
    const head = await playBoth(story);
    expect(head).toMatchObject({ outcome: "completed", active: "blue", epoch: 2 });
    expect(story.at("owner.superseded") - asked).toBeGreaterThanOrEqual(minute - 1_000);
    expect(story.at("owner.superseded") - asked).toBeLessThanOrEqual(2 * minute);
    expect((await story.stage.operations.instance(owner))?.runtimeStatus).toBe("terminated");
    expect(story.azure.writes).toContain("close green's gate");
    expect(story.azure.record?.record).toMatchObject({ epoch: 2, operationId: null });
  });

  test("but has heard goes on by itself; who would take over writes nothing", async () => {
    const story = aStory({ soakMinutes: 600 });
    story.when(
      "phase.entered",
      () => {
        void takeOver(story, "c");
        story.stage.send("rollBack");
      },
      "soaking",
    );
    expect(await playBoth(story)).toBeUndefined();
    expect(story.azure.documents.get(owner)?.head.outcome).toBe("rolledBack");
    expect(story.azure.record?.record.epoch).toBe(1);
  });

  test("is fenced before anything is written, and somebody watches at every moment", async () => {
    const story = aStory({ soakMinutes: 600 });
    const { records } = story.azure.ports;
    const write = records.write.bind(records);
    let watched: readonly string[] = [];
    records.write = async (pair, record, etag) => {
      if (record.operationId === newcomer && watched.length === 0)
        watched = story.stage.running().map((one) => one.id);
      return write(pair, record, etag);
    };
    story.when("phase.entered", () => void takeOver(story, "c-7"), "soaking");
    await playBoth(story);
    expect(watched).toContain(watchIdOf(newcomer));
  });
});

describe("an owner that has died", () => {
  test.for(["swapping", "soaking", "retiring"])("in %s is finished by a rollback", async (phase) => {
    const story = dyingIn(phase);
    expect(await playBoth(story)).toMatchObject({ outcome: "completed", active: "blue" });
    expect(story.azure.router.routedGroup).toBe("blue");
    expect(story.azure.usersOn).toBe("blue");
    expect(story.azure.clusters.blue?.powerState).toBe("Running");
  });

  test.for(["building", "upgrading", "verifying"])(
    "in %s is put away as by an abort: nobody was moved",
    async (phase) => {
      const story = dyingIn(phase);
      expect((await playBoth(story))?.outcome).toBe("aborted");
      expect(story.azure.writes.filter((write) => write.startsWith("route"))).toEqual([]);
      expect(story.azure.clusters.green?.powerState ?? "Stopped").toBe("Stopped");
    },
  );

  test("while it proved a new address leaves the old one to whoever takes over", async () => {
    const address = { kind: "dns", recordSetId: "the record set", service: "ingress/nginx" } as const;
    const { environments } = aPair();
    const story = aStory({ environments: { ...environments, green: { ...environments.green, address } } });
    story.azure.addresses.green = { named: "203.0.113.1", actual: "203.0.113.9" };
    story.when("verdict.given", () => {
      story.stage.failInstance(owner);
      void takeOver(story, null);
    });
    expect((await playBoth(story))?.outcome).toBe("aborted");
    expect(story.azure.addresses.green.named).toBe("203.0.113.1");
  });

  test("when it may have sent a stop: nobody is led there before that must have landed", async () => {
    const story = aStory();
    const at: Record<string, number> = {};
    story.azure.onWrite = (write) => {
      at[write] = story.stage.nowMs;
      if (write !== "stop blue") return;
      story.stage.failInstance(owner);
      void takeOver(story, null);
    };
    expect(await playBoth(story)).toMatchObject({ outcome: "completed", active: "blue" });
    const quiet = Date.parse(toldBy(story, owner, "previous.quiet")?.at ?? "");
    expect((at["route to blue"] ?? 0) - quiet).toBeGreaterThanOrEqual(10 * minute - 1_000);
  });
});

describe("users are taken back all the same while the journal", () => {
  /** Refuses what is asked of that method for an hour. */
  const refusing =
    (method: "read" | "append") =>
    ({ azure, stage }: Story): void => {
      const { journals } = azure.ports;
      const real = journals[method];
      journals[method] = async () => Promise.reject(new Error("503"));
      stage.at(stage.nowMs + 60 * minute, () => Object.assign(journals, { [method]: real }));
    };
  const minutesUntilBack = (story: Story): number => {
    const closed = toldBy(story, newcomer, "gate.closed")?.at ?? "";
    return (Date.parse(closed) - story.at("swap.completed")) / minute;
  };

  test("cannot be read: what the owner has told Durable is enough", async () => {
    const story = dyingIn("soaking", refusing("read"));
    expect(await playBoth(story)).toMatchObject({ outcome: "completed", active: "blue" });
    expect(minutesUntilBack(story)).toBeLessThanOrEqual(5);
  });

  test("cannot be written: what was done is told once it can be", async () => {
    const story = dyingIn("soaking", refusing("append"));
    expect(await playBoth(story)).toMatchObject({ outcome: "completed", active: "blue" });
    expect(minutesUntilBack(story)).toBeLessThanOrEqual(5);
    const numbers = story.azure.documents.get(newcomer)?.journal.map((entry) => entry.number) ?? [];
    expect(numbers).toEqual(numbers.map((_, nth) => nth + 1));
  });
});

test("users are taken back all the same where the pair cannot be kept under the new owner", async () => {
  const story = dyingIn("soaking", ({ azure, stage }) => {
    const { claimed } = azure.ports;
    const keep = claimed.keep.bind(claimed);
    claimed.keep = async () => Promise.reject(new Error("503"));
    stage.at(stage.nowMs + 60 * minute, () => (claimed.keep = keep));
  });
  expect(await playBoth(story)).toMatchObject({ outcome: "completed", active: "blue" });
  expect(story.at("gate.closed") - story.at("swap.completed")).toBeLessThanOrEqual(5 * minute);
});

test("one that was taken over before it had learned anything is not all that is known", async () => {
  const third = operationIdOf("shop", 3, "rollback");
  const story = dyingIn("soaking", ({ azure, stage }) => {
    const { records } = azure.ports;
    const read = records.read.bind(records);
    records.read = async (pair) =>
      azure.record?.record.epoch === 2 ? Promise.reject(new Error("503")) : read(pair);
    stage.at(stage.nowMs + 2 * minute, () => {
      void stage.operations.send(newcomer, { command: "pause", id: "c", by: "anna", reason: "what is it" });
    });
    stage.at(stage.nowMs + 3 * minute, () => {
      records.read = read;
      stage.failInstance(newcomer);
      void stage.operations.start(third, takeOverOf(newcomer, 3));
    });
  });
  await playBoth(story);
  await story.stage.passTo(story.stage.nowMs + 86_400_000, () => story.stage.running().length === 0);
  expect(toldBy(story, newcomer, "operation.waited")).toBeDefined();
  expect(story.azure.documents.get(third)?.head).toMatchObject({ outcome: "completed", active: "blue" });
});

test("the one who takes over goes by the pair as the former owner had claimed it", async () => {
  const story = dyingIn("soaking");
  story.when("candidate.created", () => (story.azure.ports.pairs.find = () => undefined));
  expect(await playBoth(story)).toMatchObject({ outcome: "completed", active: "blue" });
});

test("one who comes when another owns the pair writes nothing", async () => {
  const story = aStory();
  await story.stage.play("upgrade");
  story.azure.writes.length = 0;
  const { outcome } = await story.stage.play("rollback", { epoch: 1 });
  expect(outcome).toBe("superseded");
  expect(story.azure.writes).toEqual([]);
});
