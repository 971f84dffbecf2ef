import { describe, expect, test } from "vitest";
import type { Pair } from "../../src/domain/environment/pair.ts";
import type { JournalEntry } from "../../src/domain/upgrade/operation.ts";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import { aSharedRouter } from "../support/a-router.ts";
import { aStory, type Story } from "../workflow/a-story.ts";
import { acceptedByModel, traceOf, type Accepted, type Beginning, type Seen } from "./accepted.ts";

/** What the real story lets one see on the scripted Azure, given to the machine in the order in which it came. */
function play(wanted: Partial<Pair> = {}): {
  story: Story;
  refused: (beginning?: Partial<Beginning>) => Accepted["refused"];
} {
  const story = aStory(wanted);
  const seen: Seen[] = [];
  const see = (event: string | undefined): void => {
    // many things happen at one time
    if (event !== undefined) seen.push({ at: String(seen.length).padStart(6, "0"), event });
  };
  const { onTold } = story.azure;
  story.azure.onWrite = (write) => see(writeSeen(write));
  story.azure.onTold = (entry) => {
    see(tellingOf(entry));
    onTold(entry);
  };
  return {
    story,
    refused: (beginning) =>
      acceptedByModel(traceOf(seen), { idle: "absent", threats: { moods: true }, ...beginning }).refused,
  };
}

function tellingOf({ event, data }: JournalEntry): string | undefined {
  if (event === "phase.entered") return `enter ${String(data["phase"])}`;
  return event === "operation.ended" ? `end ${String(data["outcome"])}` : undefined;
}

/** The scripted Azure names its writes for operators, the machine for itself. */
function writeSeen(write: string): string | undefined {
  if (write.startsWith("route to")) return "write route";
  const entry = /(\w+) in group (\w+)$/.exec(write);
  if (entry !== null) return `write entry ${entry[2] ?? ""}/${entry[1] ?? ""}`;
  const power = /^(create|start|stop) (\w+)/.exec(write);
  return power === null ? undefined : `write ${power[1] ?? ""} ${power[2] ?? ""}`;
}

describe("what the real story writes, the machine can do", () => {
  test("an upgrade", async () => {
    const { story, refused } = play();
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(refused()).toBeNull();
  });

  test("an upgrade that a person aborts", async () => {
    const { story, refused } = play();
    story.sendIn("verifying", "abort");
    expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
    expect(refused()).toBeNull();
  });

  test.for(["swapping", "soaking", "retiring"])("a rollback out of %s", async (phase) => {
    const { story, refused } = play();
    story.sendIn(phase, "rollBack");
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(refused()).toBeNull();
  });

  test("a rollback that the watch has asked for", async () => {
    const { story, refused } = play();
    story.when("swap.completed", () => story.azure.sick.add("green"));
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(refused()).toBeNull();
  });

  test("a rollback through a freeze", async () => {
    const { story, refused } = play();
    story.sendIn("soaking", "rollBack", () => (story.azure.frozen = "Conflict"));
    story.when("gate.closed", () =>
      story.stage.at(story.stage.nowMs + 86_400_000, () => (story.azure.frozen = undefined)),
    );
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(refused({ threats: { freezes: true } })).toBeNull();
  });

  test("a rollback after completion", async () => {
    const { story, refused } = play();
    await story.stage.play("upgrade");
    expect((await story.stage.play("rollback", { epoch: 2 })).outcome).toBe("completed");
    expect(refused({ threats: { starts: 1 } })).toBeNull();
  });

  test("a take-over from a story that has died while it soaked", async () => {
    const { story, refused } = play();
    const owner = operationIdOf("shop", 1, "upgrade");
    story.when("swap.completed", () => story.stage.failInstance(owner));
    await expect(story.stage.play("upgrade")).rejects.toThrow(`${owner} is failed`);
    const unfinished = { owner, commandId: null };
    const head = await story.stage.play("rollback", { epoch: 2, deadOwner: owner, unfinished });
    expect(head.outcome).toBe("completed");
    expect(refused({ threats: { starts: 1 } })).toBeNull();
  });

  test("a progressive upgrade", async () => {
    const steps = [5, 50, 100];
    const { story, refused } = play({ steps });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(refused({ shares: steps })).toBeNull();
  });

  test("a progressive upgrade that is turned back between two shares", async () => {
    const steps = [5, 50, 100];
    const { story, refused } = play({ steps });
    story.when("share.arrived", () => story.stage.send("rollBack"));
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(refused({ shares: steps })).toBeNull();
  });

  test("an upgrade by the priorities of one shared group", async () => {
    const { story, refused } = play({ router: sharedRouter });
    story.azure.router = aSharedRouter("blue");
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(refused({ mode: "origin" })).toBeNull();
  });

  test("a rollback by the priorities of one shared group", async () => {
    const { story, refused } = play({ router: sharedRouter });
    story.azure.router = aSharedRouter("blue");
    story.sendIn("soaking", "rollBack");
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(refused({ mode: "origin" })).toBeNull();
  });
});

test("what the real story does not write, the machine refuses: a swap that is written twice", async () => {
  const { story, refused } = play();
  await story.stage.play("upgrade");
  story.azure.onWrite("route to green");
  expect(refused()).not.toBeNull();
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
