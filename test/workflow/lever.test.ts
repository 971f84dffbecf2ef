import { describe, expect, test } from "vitest";
import { withChange } from "../../src/domain/swap/protocol.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aStory, type Story } from "./a-story.ts";

const minute = 60_000;

describe("a rollback", () => {
  test("closes the candidate's gate and writes the route back, and opens the gate an hour after", async () => {
    const story = aStory();
    story.sendIn("soaking", "rollBack");
    expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "rolledBack", active: "blue" });
    const { writes } = story.azure;
    expect(writes.slice(writes.indexOf("route to green"))).toEqual([
      "route to green",
      "close green's gate",
      "route to blue",
      "open the gate",
      "restore the capacity of blue",
      "stop green",
    ]);
    expect(story.at("gate.opened") - story.at("rollback.begun")).toBeGreaterThanOrEqual(60 * minute);
    expect(story.azure.record?.record).toMatchObject({ closedGate: null, operationId: null });
  });

  test("tells when the lever was pulled and when the route was written", async () => {
    const story = aStory();
    story.sendIn("soaking", "rollBack");
    await story.stage.play("upgrade");
    const closed = story.told().find((entry) => entry.event === "gate.closed");
    const written = story.told().findLast((entry) => entry.event === "route.written");
    expect(closed?.data["seconds"]).toBeLessThan(5);
    expect(written?.data["seconds"]).toBeGreaterThan(0);
  });

  test.for(["AuthorizationFailed", "Conflict", "TooManyRequests", "ServiceUnavailable"])(
    "with Front Door frozen by %s brings users back by the lever alone, and writes the route at the thaw",
    async (code) => {
      const story = aStory();
      story.sendIn("soaking", "rollBack", () => (story.azure.frozen = code));
      const frozenForMs = 3 * 24 * 60 * minute;
      story.when("rollback.felt", () => {
        expect(story.azure.usersOn).toBe("blue");
        expect(story.azure.router.routedGroup).toBe("green");
      });
      const thaw = setThaw(story, frozenForMs);
      expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "rolledBack", active: "blue" });
      expect(story.azure.router.routedGroup).toBe("blue");
      expect(story.events()).toContain("frontDoor.frozen");
      expect(story.at("frontDoor.thawed")).toBeGreaterThanOrEqual(thaw.atMs());
      expect(story.at("gate.opened") - thaw.atMs()).toBeGreaterThanOrEqual(60 * minute);
    },
  );

  test("pulls no lever where the way back is not enabled any more: the route write does it", async () => {
    const story = aStory();
    story.when("previous.quiet", () => story.stage.send("rollBack"));
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(story.azure.writes).not.toContain("close green's gate");
    expect(story.azure.writes).toContain("route to blue");
    expect(story.events()).toContain("lever.refused");
  });

  test("pulls the lever by our own looks when Front Door tells no health", async () => {
    const story = aStory();
    story.sendIn("soaking", "rollBack", () => (story.azure.healthOf.blue = null));
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(story.azure.writes).toContain("close green's gate");
  });

  test("pulls no lever while nobody can tell how the way back is, and writes no route there either", async () => {
    const story = aStory();
    story.sendIn("soaking", "rollBack", () => {
      story.azure.healthOf.blue = null;
      story.azure.unseen.add("blue");
      story.stage.at(story.stage.nowMs + 20 * minute, () => {
        expect(story.azure.writes.at(-1)).toBe("route to green");
        story.azure.unseen.delete("blue");
      });
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(story.azure.writes).toContain("close green's gate");
  });

  test.for<[string, (story: Story) => unknown]>([
    [
      "its gate says that the application is not well",
      (story: Story) => (story.azure.gates.blue = "unhealthy"),
    ],
    ["too few of Front Door's probes pass", (story: Story) => (story.azure.healthOf.blue = 80)],
  ])("halts without a write when %s, and goes on when it is well again", async ([, turnBad]) => {
    const story = aStory();
    story.sendIn("soaking", "rollBack", () => turnBad(story));
    story.when("operation.halted", () => {
      expect(story.azure.writes.at(-1)).toBe("route to green");
      story.azure.gates.blue = "open";
      story.azure.healthOf.blue = 100;
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(story.events()).toContain("operation.halted");
  });

  test("writes a stray route back that a late write has left behind", async () => {
    const story = aStory();
    story.sendIn("soaking", "rollBack");
    story.when("rollback.felt", () => (story.azure.router = { ...story.azure.router, routedGroup: "green" }));
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(story.events()).toContain("route.strayed");
    expect(story.azure.router.routedGroup).toBe("blue");
    // while the gate was closed nobody was sent there
    expect(story.azure.usersOn).toBe("blue");
  });
});

describe("an owner that stays silent", () => {
  test("is superseded after a minute, terminated, and its rollback finished", async () => {
    const story = aStory();
    const { azure, stage } = story;
    azure.router = withChange(azure.router, { step: "stage", candidate: "green", percent: 100 });
    azure.router = withChange(azure.router, { step: "swap", candidate: "green", percent: 100 });
    azure.clusters.green = aCluster("green");
    azure.usersOn = "green";
    await leaveSilentOwner(story);
    const terminated: string[] = [];
    stage.operations.terminate = async (id) => void terminated.push(id);
    const unfinished = { owner: "shop-1-upgrade" as never, commandId: "c-7" };
    const begun = stage.nowMs;
    const head = await stage.play("rollback", { epoch: 2, deadOwner: unfinished.owner, unfinished });
    expect(head).toMatchObject({ outcome: "completed", active: "blue", epoch: 2 });
    expect(terminated).toEqual(["shop-1-upgrade"]);
    expect(story.at("owner.superseded") - begun).toBeGreaterThanOrEqual(minute);
    expect(azure.writes).toContain("close green's gate");
  });

  test("that has acknowledged goes on by itself: who would take over writes nothing", async () => {
    const story = aStory();
    await leaveSilentOwner(story, "c-7");
    const unfinished = { owner: "shop-1-upgrade" as never, commandId: "c-7" };
    const head = await story.stage.play("rollback", { epoch: 2, deadOwner: unfinished.owner, unfinished });
    expect(head.outcome).toBe("superseded");
    expect(story.azure.writes).toEqual([]);
    expect(story.azure.record?.record.operationId).toBe("shop-1-upgrade");
  });
});

/** The thaw comes a while after the freeze was first told. */
function setThaw(story: Story, afterMs: number): { atMs: () => number } {
  let atMs = Infinity;
  story.when("frontDoor.frozen", () => {
    atMs = story.stage.nowMs + afterMs;
    story.stage.at(atMs, () => (story.azure.frozen = undefined));
  });
  return { atMs: () => atMs };
}

/** An upgrade that soaks, by its journal, and is not there any more. `heard`: the command it has taken. */
async function leaveSilentOwner(story: Story, heard?: string): Promise<void> {
  const donor = aStory();
  donor.sendIn("soaking", "rollBack");
  await donor.stage.play("upgrade");
  const document = donor.azure.documents.get("shop-1-upgrade");
  if (document === undefined) throw new Error("the donor told nothing");
  const soaking = document.journal.findIndex((entry) => entry.data["phase"] === "soaking");
  const journal = document.journal.slice(0, soaking + 1).map((entry) => entry);
  const last = {
    number: 99,
    at: new Date(story.stage.nowMs).toISOString(),
    event: "command.received" as const,
  };
  story.azure.documents.set("shop-1-upgrade", {
    head: { ...document.head, outcome: null, position: { phase: "soaking" } },
    journal: heard === undefined ? journal : [...journal, { ...last, data: { commandId: heard } }],
  });
  const at = new Date(story.stage.nowMs).toISOString();
  const record = {
    epoch: 1,
    operationId: "shop-1-upgrade" as never,
    hold: null,
    closedGate: null,
    by: "t",
    reason: "t",
    at,
  };
  story.azure.record = { record, etag: "1" };
}

describe("the candidate's gate", () => {
  test("that does not know the present epoch cannot read the pair record: a person mends it, and the upgrade goes on", async () => {
    const story = aStory();
    const { gates } = story.azure.ports;
    const real = { ...gates };
    gates.ask = async (_pair, color) => ({ kind: "open", color, epoch: 0 });
    let why = "";
    story.when("operation.paused", () => {
      why = story.azure.documents.get("shop-1-upgrade")?.head.why ?? "";
      expect(story.azure.writes).not.toContain("route to green");
      gates.ask = async (pair, color) => real.ask(pair, color);
      story.stage.send("resume");
    });
    expect((await story.stage.play("upgrade")).outcome).toBe("completed");
    expect(why).toContain("does not read the pair record");
  });

  test.for([
    [{ kind: "noGate", said: "it answers 404" }, "not there"],
    [{ kind: "unreachable", why: "ECONNRESET" }, "unreachable"],
    [{ kind: "open", color: "blue", epoch: 1 }, "that of blue"],
  ] as const)(
    "is waited for ten minutes, then missed, and a person may abort: %s",
    async ([answer, said]) => {
      const story = aStory();
      const { gates } = story.azure.ports;
      const real = { ...gates };
      gates.ask = async (pair, color) => (color === "green" ? answer : real.ask(pair, color));
      let why = "";
      story.when("operation.paused", () => {
        why = story.azure.documents.get("shop-1-upgrade")?.head.why ?? "";
        story.stage.send("abort");
      });
      expect((await story.stage.play("upgrade")).outcome).toBe("aborted");
      expect(why).toContain(said);
    },
  );
});

test("an operation that was taken over in its last moment does not say how it ended", async () => {
  const story = aStory();
  story.azure.router = { ...story.azure.router, routeEnabled: false };
  story.when("plan.made", () => {
    const { record } = story.azure.record ?? {};
    if (record === undefined) throw new Error("nobody owns the pair");
    story.azure.record = {
      record: { ...record, epoch: 2, operationId: "shop-2-rollback" as never },
      etag: "9",
    };
  });
  expect((await story.stage.play("upgrade")).outcome).toBe("superseded");
  expect(story.events()).not.toContain("operation.ended");
  expect(story.azure.record?.record.operationId).toBe("shop-2-rollback");
});
