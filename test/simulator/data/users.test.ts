import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";

const toGreen = { properties: { originGroup: { id: `${profileId}/originGroups/green` } } };

async function useSwapUnderWay(options: Parameters<typeof useCloud>[0] = {}): Promise<Cloud> {
  const cloud = await useCloud(options);
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  cloud.arm("PATCH", usersRouteId, toGreen);
  return cloud;
}

/** Rounds at one stop until slow requests are under way at every edge. */
async function beginSlowRequests(cloud: Cloud): Promise<void> {
  for (let round = 0; round < 40; round += 1) await cloud.plane.traffic.round(1);
}

test("a round is as many requests at every edge, and all of them are counted", async () => {
  const cloud = await useCloud();
  await cloud.plane.traffic.round(25);
  expect(cloud.plane.traffic.ledger()).toEqual({
    total: 200,
    failed: 0,
    failedBy: { swap: 0, sickEnvironment: 0 },
    perColor: { blue: 200, green: 0 },
    firstFailures: [],
  });
});

test("slow requests are answered at the first stop after their time, outside of the rounds", async () => {
  const cloud = await useSwapUnderWay();
  await beginSlowRequests(cloud);
  const before = cloud.plane.traffic.ledger().total;

  cloud.agenda.moveTo(cloud.agenda.now() + 230_000);
  await cloud.plane.traffic.catchUp();
  const { total, failed } = cloud.plane.traffic.ledger();
  expect(total - before).toBe(16);
  expect(failed).toBe(0);
});

test("a cluster that stops cuts the slow requests that it was still answering", async () => {
  const cloud = await useSwapUnderWay();
  await beginSlowRequests(cloud);
  cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
  await cloud.plane.traffic.catchUp();
  const { failedBy, firstFailures } = cloud.plane.traffic.ledger();
  expect(failedBy).toEqual({ swap: 16, sickEnvironment: 0 });
  expect(firstFailures[0]).toMatchObject({
    edge: expect.stringMatching(/^edge-\d$/),
    color: "blue",
    status: 502,
    cause: "reset",
  });
});

test("a version upgrade of a running cluster cuts nothing", async () => {
  const cloud = await useSwapUnderWay();
  await beginSlowRequests(cloud);
  cloud.setCluster("blue", { version: "1.35.5" });
  await cloud.plane.traffic.catchUp();
  await cloud.plane.traffic.round(10);
  expect(cloud.plane.traffic.ledger().failed).toBe(0);
});

test("time is watched from a write to the users' route until a cluster stops", async () => {
  const cloud = await useCloud();
  const { traffic } = cloud.plane;
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  expect(traffic.isWatched()).toBe(false);
  cloud.arm("PATCH", `${profileId}/originGroups/green/origins/blue`, {
    properties: { enabledState: "Enabled" },
  });
  expect(traffic.isWatched()).toBe(false);

  cloud.arm("PATCH", usersRouteId, toGreen);
  expect(traffic.isWatched()).toBe(true);
  await cloud.pass(60);
  expect(traffic.isWatched()).toBe(true);
  cloud.setCluster("blue", { state: "stopped" });
  expect(traffic.isWatched()).toBe(false);
});

test("time is watched as long as edges disagree, even when no operation is left", async () => {
  const cloud = await useSwapUnderWay();
  cloud.plane.traffic.operationsEnded();
  expect(cloud.plane.traffic.isWatched()).toBe(true);
  await cloud.pass(25);
  expect(cloud.plane.traffic.isWatched()).toBe(false);
});

test("the same seed gives the same ledger", async () => {
  const ledgerOf = async (draw: number) => {
    const cloud = await useSwapUnderWay({ draw });
    await cloud.pass(3);
    cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
    await cloud.pass(25);
    return cloud.plane.traffic.ledger();
  };
  const first = await ledgerOf(3);
  expect(first.failed).toBeGreaterThan(0);
  expect(await ledgerOf(3)).toEqual(first);
});

test("an environment that turns sick is news for the users' turns, though every edge still chooses it", async () => {
  const cloud = await useCloud();
  const before = cloud.plane.traffic.behaviour();
  cloud.plane.addFault({ kind: "clusterTurnsSick", color: "green" });
  expect(cloud.plane.traffic.behaviour()).toBe(before);
  cloud.plane.addFault({ kind: "clusterTurnsSick", color: "blue" });
  expect(cloud.plane.traffic.behaviour()).not.toBe(before);
});

test("what users meet at a cluster that a hand has stopped is not the swap's, until it is started again", async () => {
  const cloud = await useCloud();
  const stop = () => cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
  const failuresOfRound = async () => {
    await cloud.plane.traffic.catchUp();
    await cloud.plane.traffic.round(2);
    return cloud.plane.traffic.ledger().failedBy;
  };
  cloud.plane.addFault({ kind: "foreignStop", color: "blue" });
  stop();
  expect(await failuresOfRound()).toEqual({ swap: 0, sickEnvironment: 16 });
  cloud.setCluster("blue", { state: "running", workloadsReady: true });
  expect(await failuresOfRound()).toEqual({ swap: 0, sickEnvironment: 16 });
  stop();
  expect(await failuresOfRound()).toEqual({ swap: 16, sickEnvironment: 16 });
});
