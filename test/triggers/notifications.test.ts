import { beforeEach, describe, expect, test } from "vitest";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import type { Operations } from "../../src/workflow/ports.ts";
import { checkSupport } from "../../src/workflow/requests/check-support.ts";
import { takeNotification } from "../../src/workflow/requests/take-notification.ts";
import { aPair, clusterIdOf } from "../support/a-pair.ts";
import { aCluster } from "../support/a-cluster.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { Stage } from "../support/stage.ts";

let azure: FakeAzure;
let started: string[];

beforeEach(() => {
  azure = fakeAzure(aPair());
  started = [];
});

const operations: Operations = {
  start: async (id) => void started.push(id),
  startVersionCheck: async () => undefined,
  terminate: async () => undefined,
  send: async () => undefined,
  startWatch: async () => undefined,
  instance: async (id) =>
    started.includes(id) ? { runtimeStatus: "running", input: null, customStatus: null } : undefined,
};

const at = "2026-11-05T09:00:00.000Z";
const notificationAbout = async (clusterId: string) =>
  takeNotification(
    { ports: azure.ports, operations },
    { source: "eventGrid", id: "e1", at, clusterId, what: "ClusterSupportEnding for Kubernetes 1.34.9" },
  );

describe("an event is a notification", () => {
  test("about the active cluster it starts one upgrade, however often it comes", async () => {
    expect(await notificationAbout(clusterIdOf("blue"))).toMatchObject({
      decision: "started",
      operationId: "shop-1-upgrade",
    });
    expect(await notificationAbout(clusterIdOf("blue").toUpperCase())).toMatchObject({
      decision: "ignored",
      reason: "shop-1-upgrade runs already.",
    });
    expect(started).toEqual(["shop-1-upgrade"]);
    expect(azure.notices.map((notice) => notice.decision)).toEqual(["started", "ignored"]);
  });

  test.for([
    ["the idle cluster", clusterIdOf("green"), "users are on blue"],
    ["a cluster of no pair", clusterIdOf("red"), "No pair has the cluster"],
  ] as const)("about %s it starts nothing and says why", async ([, clusterId, why]) => {
    expect(await notificationAbout(clusterId)).toMatchObject({
      decision: "ignored",
      reason: expect.stringContaining(why) as string,
    });
    expect(started).toEqual([]);
  });

  test("starts nothing while the pair is held", async () => {
    const hold = { operationId: operationIdOf("shop", 1, "upgrade"), outcome: "aborted", at } as const;
    azure.record = {
      etag: "1",
      record: { epoch: 1, operationId: null, hold, closedGate: null, by: "t", reason: "t", at },
    };
    expect(await notificationAbout(clusterIdOf("blue"))).toMatchObject({
      decision: "ignored",
      reason: expect.stringContaining("held") as string,
    });
    expect(started).toEqual([]);
  });

  test("starts nothing when the active cluster is on the newest version already", async () => {
    azure.clusters.blue = aCluster("blue", { version: "1.36.4" });
    expect(await notificationAbout(clusterIdOf("blue"))).toMatchObject({
      decision: "ignored",
      reason: expect.stringContaining("1.36.4") as string,
    });
  });
});

describe("the daily check", () => {
  test("starts an upgrade when support ends within the pair's deadline", async () => {
    expect(await checkSupport({ ports: azure.ports, operations }, aPair(), at)).toMatchObject({
      decision: "started",
    });
  });

  test("says that there is nothing to do, and until when", async () => {
    expect(
      await checkSupport({ ports: azure.ports, operations }, aPair(), "2026-09-01T05:00:00.000Z"),
    ).toMatchObject({
      decision: "ignored",
      reason: "Nothing to do: 1.34.9 is supported until 2026-11-30.",
    });
    expect(started).toEqual([]);
  });

  test("doubts a calendar that is too old to be relied on, and says so", async () => {
    azure.clusters.blue = aCluster("blue", { version: "1.36.4" });
    const decision = await checkSupport(
      { ports: azure.ports, operations },
      aPair(),
      "2027-03-01T05:00:00.000Z",
    );
    expect(decision.reason).toContain(
      "1.36.4 is supported until 2027-06-30. The support calendar is of 2026-08-05",
    );
  });

  test("looks at every pair by the orchestration's clock", async () => {
    await new Stage(azure.ports, operations).run("versionCheck", "version-check", {});
    expect(started).toEqual(["shop-1-upgrade"]);
    expect(azure.notices).toMatchObject([{ source: "timer", id: "check-2026-11-05", decision: "started" }]);
  });
});
