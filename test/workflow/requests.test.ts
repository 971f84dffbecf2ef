import { beforeEach, describe, expect, test } from "vitest";
import { keptTag } from "../../src/domain/environment/tags.ts";
import type { Color } from "../../src/domain/environment/pair.ts";
import { allowedCommands, type CommandMessage, type Position } from "../../src/domain/upgrade/commands.ts";
import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import { operationIdOf, type OperationKind, type PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type { Instance, Operations } from "../../src/workflow/ports.ts";
import { findOperation } from "../../src/workflow/requests/operation-view.ts";
import { rollBack, type RollBackRequest } from "../../src/workflow/requests/roll-back.ts";
import { sendCommand } from "../../src/workflow/requests/send-command.ts";
import { startUpgrade, type UpgradeRequest } from "../../src/workflow/requests/start-upgrade.ts";
import { takeNotification } from "../../src/workflow/requests/take-notification.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair, clusterIdOf } from "../support/a-pair.ts";
import { aRouter } from "../support/a-router.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";

const at = "2026-11-05T09:00:00.000Z";
const pair = aPair();
const upgradeId = operationIdOf("shop", 1, "upgrade");

let azure: FakeAzure;
/** What the durable runtime was asked for, in order. */
let asked: { readonly what: "start" | "send"; readonly id: string; readonly given: unknown }[];
let instances: Map<string, Instance>;

beforeEach(() => {
  azure = fakeAzure(pair);
  azure.clusters.green = aCluster("green");
  asked = [];
  instances = new Map();
});

const operations: Operations = {
  start: async (id, given) => void asked.push({ what: "start", id, given }),
  send: async (id, given) => void asked.push({ what: "send", id, given }),
  startWatch: async () => undefined,
  startVersionCheck: async () => undefined,
  terminate: async () => undefined,
  instance: async (id) => instances.get(id),
};
const doors = () => ({ ports: azure.ports, operations });

const instance = (runtimeStatus: Instance["runtimeStatus"], input: unknown = null): Instance => ({
  runtimeStatus,
  input,
  customStatus: null,
});

interface Standing {
  readonly kind?: OperationKind;
  readonly position?: Position;
  readonly outcome?: OperationHead["outcome"];
  /** How its instance is; null: there is none. */
  readonly runs?: Instance["runtimeStatus"] | null;
  readonly record?: Partial<PairRecord>;
  readonly candidate?: Color;
}

/** An operation that the pair record names, and what it has told. */
function standing(wanted: Standing = {}): void {
  const { kind = "upgrade", position = { phase: "soaking" }, outcome = null, runs = "running" } = wanted;
  const { candidate = "green" } = wanted;
  const id = operationIdOf("shop", 1, kind);
  if (runs !== null) instances.set(id, instance(runs));
  const base = { epoch: 1, hold: null, closedGate: null, by: "t", reason: "t", at };
  azure.record = { etag: "1", record: { ...base, operationId: id, ...wanted.record } };
  const head = {
    id,
    pair: "shop",
    kind,
    position,
    outcome,
    candidate,
    epoch: 1,
    startedAt: at,
    versions: { from: "1.34.9", target: "1.36.4", hops: [] },
    traffic: null,
    allowed: allowedCommands(position),
  } as unknown as OperationHead;
  azure.documents.set(id, { head, journal: [] });
}

const message = (command: CommandMessage["command"]): CommandMessage => ({
  command,
  id: "c-1",
  by: "anna",
  reason: "users complain",
});
const back = async (wanted: Partial<RollBackRequest> = {}) =>
  rollBack(doors(), pair, { command: message("rollBack"), ...wanted });
const upgrade = async (wanted: Partial<UpgradeRequest> = {}) =>
  startUpgrade(doors(), pair, { target: null, by: "anna", reason: "it is time", from: "person", ...wanted });
const send = async (command: CommandMessage["command"]) =>
  sendCommand(doors(), "shop", { message: message(command) });

describe("a rollback of a running upgrade", () => {
  test("has somebody to take over begun before the upgrade is told", async () => {
    standing();
    expect(await back()).toEqual({ kind: "accepted", id: upgradeId });
    expect(asked.map(({ what, id }) => `${what} ${id}`)).toEqual([
      "start shop-2-rollback",
      "send shop-1-upgrade",
    ]);
    expect(asked[0]?.given).toMatchObject({ unfinished: { owner: upgradeId, commandId: "c-1" } });
  });

  test.for<[string, Standing]>([
    ["an upgrade that takes users back already", { position: { phase: "rollingBack" } }],
    ["one that is halted on its way back", { position: { phase: "halted", in: "rollingBack" } }],
    ["a rollback", { kind: "rollback", candidate: "blue" }],
  ])("asked for twice is the same rollback, and no turn-around of it: %s", async ([, wanted]) => {
    standing(wanted);
    expect((await back()).kind).toBe("accepted");
    expect(asked).toEqual([]);
  });

  test("to the side that the upgrade goes to is refused", async () => {
    standing();
    expect((await back({ to: "green" })).kind).toBe("phaseForbids");
    expect(asked).toEqual([]);
  });

  test("before the swap is refused, with what is possible", async () => {
    standing({ position: { phase: "building" } });
    expect(await back()).toMatchObject({ kind: "phaseForbids", allowed: ["pause", "abort"] });
  });

  test("of another operation than the one that owns the pair touches nothing", async () => {
    standing();
    expect(await back({ operationId: "shop-9-upgrade" })).toMatchObject({
      kind: "otherOperation",
      id: upgradeId,
    });
    expect(asked).toEqual([]);
  });
});

describe("a rollback with nothing running", () => {
  test("goes to the environment that was kept", async () => {
    azure.router = aRouter("green");
    azure.clusters.blue = aCluster("blue", { powerState: "Stopped", tags: { [keptTag]: upgradeId } });
    expect((await back({ to: "blue" })).kind).toBe("accepted");
    expect(asked[0]?.given).toMatchObject({ to: "blue" });
  });

  test.for<[string, () => void, Partial<RollBackRequest>]>([
    ["that nobody has kept", () => undefined, {}],
    [
      "that users are on, though the other one was kept",
      () => (azure.clusters.green = aCluster("green", { tags: { [keptTag]: upgradeId } })),
      { to: "blue" },
    ],
    ["that does not exist", () => (azure.clusters.green = undefined), {}],
  ])("goes to no environment %s", async ([, arrange, wanted]) => {
    arrange();
    expect((await back(wanted)).kind).toBe("nothingToGoBackTo");
    expect(asked).toEqual([]);
  });

  test.for<[string, Standing]>([
    [
      "failed in the middle of its swap",
      { position: { phase: "swapping" }, outcome: "failed", record: { operationId: null } },
    ],
    [
      "ended with a gate closed",
      {
        position: { phase: "soaking" },
        outcome: "aborted",
        record: { operationId: null, closedGate: "green" },
      },
    ],
    ["has died in the soak", { runs: "failed" }],
    ["has been purged in the soak", { runs: null }],
  ])("finishes what an operation has left that %s", async ([, wanted]) => {
    standing(wanted);
    expect((await back()).kind).toBe("accepted");
    expect(asked).toHaveLength(1);
    expect(asked[0]?.given).toMatchObject({ unfinished: { owner: upgradeId, commandId: null } });
  });
});

describe("an upgrade", () => {
  test("is started once: it is the same while it runs, and busy for another version", async () => {
    standing({ position: { phase: "building" } });
    expect(await upgrade()).toEqual({ kind: "running", id: upgradeId });
    expect((await upgrade({ target: "1.36" })).kind).toBe("running");
    expect((await upgrade({ target: "1.35.5" })).kind).toBe("busy");
  });

  test("is not started beside one that has not claimed the pair yet", async () => {
    instances.set(upgradeId, instance("running", { target: "1.35.5" }));
    expect((await upgrade({ target: "1.36.4" })).kind).toBe("busy");
    expect(asked).toEqual([]);
  });

  test("is not answered with one that is ending", async () => {
    standing({ position: { phase: "aborting" } });
    expect((await upgrade()).kind).toBe("busy");
  });

  test.for<[string, Standing]>([
    ["has died in the swap", { position: { phase: "swapping" }, runs: "failed" }],
    [
      "failed in the swap",
      { position: { phase: "swapping" }, outcome: "failed", record: { operationId: null } },
    ],
    ["has died on its way back", { position: { phase: "rollingBack" }, runs: "terminated" }],
  ])("is refused while users are between two sides: the one before %s", async ([, wanted]) => {
    standing(wanted);
    expect(await upgrade()).toMatchObject({ kind: "refused", finding: { code: "USERS_BETWEEN" } });
    expect(asked).toEqual([]);
  });

  test("by a person takes over from an owner that has died before the swap", async () => {
    standing({ position: { phase: "building" }, runs: "failed" });
    expect((await upgrade()).kind).toBe("started");
    expect(asked[0]).toMatchObject({ id: "shop-2-upgrade", given: { deadOwner: upgradeId } });
  });

  test("by an event or the timer starts nothing while a dead owner holds the pair, or a hold does", async () => {
    standing({ position: { phase: "building" }, runs: "failed" });
    expect((await upgrade({ from: "notification" })).kind).toBe("held");
    const hold = { operationId: upgradeId, outcome: "aborted", at } as const;
    standing({ outcome: "aborted", position: { phase: "aborting" }, record: { operationId: null, hold } });
    expect((await upgrade({ from: "notification" })).kind).toBe("held");
    expect(asked).toEqual([]);
    expect((await upgrade()).kind).toBe("started");
  });
});

describe("an event", () => {
  const about = async (color: Color) =>
    takeNotification(doors(), { source: "eventGrid", id: "e", at, clusterId: clusterIdOf(color), what: "w" });

  test("about the active cluster starts an upgrade, one about the idle cluster none", async () => {
    expect((await about("green")).decision).toBe("ignored");
    expect(asked).toEqual([]);
    expect((await about("blue")).decision).toBe("started");
  });
});

describe("a command", () => {
  test("is accepted where the phase allows it, and by whom it will be taken", async () => {
    standing({ position: { phase: "building" } });
    expect(await send("pause")).toEqual({ kind: "accepted", id: upgradeId });
    expect((await send("approve")).kind).toBe("phaseForbids");
    expect(asked).toHaveLength(1);
  });

  test("that meets an operation which ends in that moment is refused in the answer", async () => {
    standing({ position: { phase: "soaking" } });
    let looks = 0;
    const ending: Operations = {
      ...operations,
      instance: async () => instance((looks += 1) > 1 ? "completed" : "running"),
    };
    const answer = await sendCommand({ ports: azure.ports, operations: ending }, "shop", {
      message: message("pause"),
    });
    expect(answer.kind).toBe("phaseForbids");
  });

  test("to a dead owner: an abort puts away what moved nobody, and nothing else", async () => {
    standing({ position: { phase: "verifying" }, runs: "failed" });
    expect(await send("abort")).toEqual({ kind: "accepted", id: "shop-2-rollback" });
    standing({ position: { phase: "soaking" }, runs: "failed" });
    expect(await send("abort")).toMatchObject({ kind: "phaseForbids", allowed: ["rollBack"] });
    expect(asked).toHaveLength(1);
  });
});

describe("an operation whose instance has ended without a word", () => {
  test.for([
    ["building", "abort"],
    ["swapping", "rollBack"],
    ["soaking", "rollBack"],
  ] as const)("is shown as that in %s, with the way out: %s", async ([phase, way]) => {
    standing({ position: { phase }, runs: "failed" });
    expect(await findOperation(doors(), "shop", upgradeId)).toMatchObject({
      runtimeStatus: "failed",
      allowed: [way],
      why: expect.stringContaining("without a word") as string,
    });
  });

  test("and one that runs is shown as it tells of itself", async () => {
    standing();
    const view = await findOperation(doors(), "shop", upgradeId);
    expect(view).toMatchObject({ phase: "soaking", allowed: ["pause", "rollBack"] });
    expect(view).not.toHaveProperty("runtimeStatus");
  });
});
