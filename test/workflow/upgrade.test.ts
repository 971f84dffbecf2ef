import { beforeEach, describe, expect, test } from "vitest";
import type { OperationDocument } from "../../src/workflow/ports.ts";
import type { Pair } from "../../src/domain/environment/pair.ts";
import { aCluster } from "../support/a-cluster.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { aPair } from "../support/a-pair.ts";
import { Stage } from "../support/stage.ts";

let azure: FakeAzure;
let stage: Stage;

function openStage(wanted: Partial<Pair> = {}): void {
  azure = fakeAzure(aPair(wanted));
  stage = new Stage(azure.ports);
}

beforeEach(() => openStage());

const told = (id = "shop-1-upgrade"): OperationDocument["journal"] => azure.documents.get(id)?.journal ?? [];
const phasesOf = (id?: string): readonly unknown[] =>
  told(id)
    .filter((entry) => entry.event === "phase.entered")
    .map((entry) => entry.data["phase"]);
/** Sends a command as soon as a write of that name is made. */
const whenWriting = (write: string, ...[command]: Parameters<Stage["send"]>): void => {
  azure.onWrite = (made) => made === write && stage.send(command);
};

const straight = [
  "planning",
  "building",
  "upgrading",
  "deploying",
  "verifying",
  "swapping",
  "soaking",
  "retiring",
];

describe("an upgrade", () => {
  test("builds, climbs, proves, swaps, soaks and retires, and users meet one write", async () => {
    expect(await stage.play("upgrade")).toMatchObject({ outcome: "completed", active: "green" });
    expect(phasesOf()).toEqual(straight);
    expect(azure.writes).toEqual([
      "enable blue in group green",
      "create green on 1.34.9",
      "upgrade green to 1.35.5",
      "upgrade green's system to 1.35.5",
      "upgrade green to 1.36.4",
      "upgrade green's system to 1.36.4",
      "hold the capacity of blue",
      "route to green",
      "disable blue in group green",
      "restore the capacity of blue",
      "tag blue",
      "stop blue",
    ]);
    expect(azure.record?.record).toMatchObject({ epoch: 1, operationId: null, hold: null });
  });

  test("does not swap before the standby entry is 45 minutes old", async () => {
    await stage.play("upgrade");
    const at = (event: string) => Date.parse(told().find((entry) => entry.event === event)?.at ?? "");
    const swapping = told().find((entry) => entry.data["phase"] === "swapping");
    expect(Date.parse(swapping?.at ?? "") - at("standby.enabled")).toBeGreaterThanOrEqual(45 * 60_000);
  });

  test("starts a kept environment instead of building one", async () => {
    azure.clusters.green = aCluster("green", {
      powerState: "Stopped",
      tags: { "bluegreen-kept-by": "shop-0-upgrade" },
    });
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    expect(azure.writes).toContain("start green");
    expect(azure.clusters.green?.tags).toEqual({});
  });

  test("that finds another owner ends superseded and writes nothing", async () => {
    await stage.play("upgrade");
    azure.writes.length = 0;
    expect((await stage.play("rollback", { epoch: 1 })).outcome).toBe("superseded");
    expect(azure.writes).toEqual([]);
  });

  test("stops before anything is written when a finding blocks it", async () => {
    azure.router = { ...azure.router, routeEnabled: false };
    expect(await stage.play("upgrade")).toMatchObject({
      outcome: "failed",
      why: expect.stringContaining("ROUTE_UNUSABLE") as string,
    });
    expect(azure.writes).toEqual([]);
  });

  test("that Azure refuses ends failed with Azure's code, users where they were, and the pair held", async () => {
    azure.failing = { write: "create green on 1.34.9", code: "QuotaExceeded" };
    expect(await stage.play("upgrade")).toMatchObject({
      outcome: "failed",
      why: expect.stringContaining("QuotaExceeded") as string,
    });
    expect(azure.router.routedGroup).toBe("blue");
    expect(azure.record?.record.hold?.outcome).toBe("failed");
  });

  test("gives an operation up that does not end, by its name", async () => {
    azure.endless = "create green on 1.34.9";
    const { outcome, why } = await stage.play("upgrade");
    expect(outcome).toBe("failed");
    expect(why).toContain("OPERATION_OVERDUE");
    expect(azure.writes.filter((write) => write.startsWith("create"))).toHaveLength(1);
  });

  test("looks at an operation no earlier than Azure says, also beyond the five minutes of a slice", async () => {
    azure.retryAfterSeconds = 400;
    const looks: number[] = [];
    azure.onLook = () => looks.push(stage.nowMs);
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    // two looks for each write: the first after ten seconds, the second when Azure said
    expect((looks[1] ?? 0) - (looks[0] ?? 0)).toBe(400_000);
  });

  test("takes users' arrival from the public name when nobody comes", async () => {
    azure.usersOn = "nobody";
    azure.followsRoute = false;
    expect((await stage.play("upgrade")).outcome).toBe("completed");
  });

  test("halts when users do not arrive, and a person takes them back", async () => {
    azure.followsRoute = false;
    sendOn("halted", "rollBack");
    expect((await stage.play("upgrade")).outcome).toBe("rolledBack");
  });
});

describe("a sick candidate", () => {
  test("is aborted while no user has seen it, stopped and kept", async () => {
    azure.sick.add("green");
    expect((await stage.play("upgrade")).outcome).toBe("aborted");
    expect(azure.writes).not.toContain("route to green");
    expect(azure.writes.at(-1)).toBe("stop green");
    expect(azure.record?.record.hold?.outcome).toBe("aborted");
  });

  test("under traffic is left again by one write, once", async () => {
    azure.onWrite = (write) => void (write === "route to green" && azure.sick.add("green"));
    expect(await stage.play("upgrade")).toMatchObject({ outcome: "rolledBack", active: "blue" });
    expect(azure.writes.filter((write) => write.startsWith("route"))).toEqual([
      "route to green",
      "route to blue",
    ]);
  });

  test("is not left for an environment that is sick as well: it halts without a write", async () => {
    azure.onWrite = (write) => void (write === "route to green" && azure.sick.add("green").add("blue"));
    sendOn("halted", "resume", () => azure.sick.delete("blue"));
    expect((await stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(told().map((entry) => entry.event)).toContain("operation.halted");
  });
});

describe("an inconclusive verdict", () => {
  test("before the swap pauses for a person, is no pass, and is taken anew when resumed", async () => {
    azure.unseen.add("green");
    azure.onTold = (entry) => {
      if (entry.event !== "operation.paused") return;
      expect(azure.writes).not.toContain("route to green");
      azure.unseen.clear();
      stage.send("resume");
    };
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    expect(told().find((entry) => entry.event === "operation.paused")?.data).toMatchObject({
      in: "verifying",
    });
  });

  test("while soaking holds retiring back, but goes on watching and still rolls back", async () => {
    azure.onTold = (entry) => {
      if (entry.data["phase"] === "soaking") azure.unseen.add("green");
      if (entry.event !== "operation.paused") return;
      azure.unseen.clear();
      azure.sick.add("green");
    };
    expect((await stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(azure.writes).not.toContain("stop blue");
  });
});

describe("a person", () => {
  test("aborts while it builds", async () => {
    whenWriting("create green on 1.34.9", "abort");
    expect((await stage.play("upgrade")).outcome).toBe("aborted");
    expect(azure.writes.at(-1)).toBe("stop green");
  });

  test.for(["swapping", "soaking", "retiring"])("rolls back in %s", async (phase) => {
    sendOn(phase, "rollBack");
    expect(await stage.play("upgrade")).toMatchObject({ outcome: "rolledBack", active: "blue" });
    expect(azure.router.routedGroup).toBe("blue");
  });

  test("rolls back while the previous environment is being stopped: it is started again first", async () => {
    whenWriting("stop blue", "rollBack");
    expect((await stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(azure.clusters.blue?.powerState).toBe("Running");
  });

  test("cannot abort once traffic has moved", async () => {
    whenWriting("route to green", "abort");
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    expect(told().find((entry) => entry.event === "command.refused")?.data).toMatchObject({
      command: "abort",
      phase: "swapping",
    });
  });

  test("pauses and resumes without losing a step", async () => {
    azure.onWrite = (write) => {
      if (write !== "upgrade green to 1.35.5") return;
      stage.send("pause");
      stage.send("resume");
    };
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    const events = told().map((entry) => entry.event);
    expect(events).toContain("operation.paused");
    expect(events).toContain("operation.resumed");
  });

  test("approves start and swap where the pair asks for it", async () => {
    openStage({ approvals: { start: true, swap: true, delete: true } });
    sendOn("waitingForApproval", "approve");
    expect((await stage.play("upgrade")).outcome).toBe("completed");
    expect(told().filter((entry) => entry.event === "approval.given")).toHaveLength(2);
  });

  test("forgets to approve: after 72 hours it aborts", async () => {
    openStage({ approvals: { start: true, swap: false, delete: true } });
    expect(await stage.play("upgrade")).toMatchObject({
      outcome: "aborted",
      why: expect.stringContaining("72 hours") as string,
    });
    expect(azure.writes).toEqual([]);
  });
});

describe("a rollback after completion", () => {
  test("starts the kept environment, proves it and takes users back by the same three writes", async () => {
    await stage.play("upgrade");
    azure.writes.length = 0;
    expect(await stage.play("rollback", { epoch: 2 })).toMatchObject({
      outcome: "completed",
      active: "blue",
    });
    expect(azure.writes.filter((write) => !write.startsWith("tag"))).toEqual([
      "enable green in group blue",
      "start blue",
      "hold the capacity of green",
      "route to blue",
      "disable green in group blue",
      "restore the capacity of green",
      "stop green",
    ]);
    expect(azure.record?.record.hold).toMatchObject({ operationId: "shop-2-rollback", outcome: "completed" });
  });

  test("leaves a sick environment without waiting until it is well", async () => {
    await stage.play("upgrade");
    azure.sick.add("green");
    expect(await stage.play("rollback", { epoch: 2 })).toMatchObject({
      outcome: "completed",
      active: "blue",
    });
  });

  test("fails with Azure's code when it cannot start, and users stay where they are", async () => {
    await stage.play("upgrade");
    azure.failing = { write: "start blue", code: "AllocationFailed" };
    expect(await stage.play("rollback", { epoch: 2 })).toMatchObject({
      outcome: "failed",
      why: expect.stringContaining("AllocationFailed") as string,
    });
    expect(azure.router.routedGroup).toBe("green");
  });
});

/** Sends a command when the journal tells that a phase was entered. */
function sendOn(phase: string, ...[command, first]: [Parameters<Stage["send"]>[0], (() => void)?]): void {
  azure.onTold = (entry) => {
    const entered = entry.event === "phase.entered" && entry.data["phase"] === phase;
    const asked = entry.event === "approval.asked" && phase === "waitingForApproval";
    const halted = entry.event === "operation.halted" && phase === "halted";
    if (asked || halted || (entered && phase !== "waitingForApproval")) {
      first?.();
      stage.send(command);
    }
  };
}
