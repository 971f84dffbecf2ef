import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";

const toGroup = (name: string) => ({
  properties: { originGroup: { id: `${profileId}/originGroups/${name}` } },
});
const countEdges = (cloud: Cloud, host: string) =>
  cloud.behavior().filter((edge) => edge.includes(host)).length;

async function useBothRunning(options: Parameters<typeof useCloud>[0] = {}): Promise<Cloud> {
  const cloud = await useCloud(options);
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  return cloud;
}

test("an edge that never learns keeps its users where they were, until it learns again", async () => {
  const cloud = await useBothRunning();
  cloud.plane.addFault({ kind: "edgeNeverLearns", edge: 3 });
  cloud.arm("PATCH", usersRouteId, toGroup("green"));
  await cloud.pass(60);
  expect(cloud.behavior().filter((edge) => edge.includes("blue.shop.example"))).toEqual([
    "3=blue.shop.example*1",
  ]);
  expect(cloud.plane.traffic.shares().green).toBe(7 / 8);

  cloud.plane.addFault({ kind: "edgeLearnsAgain", edge: 3 });
  await cloud.plane.traffic.catchUp();
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
});

test("an edge that learns again does not apply what it has missed after the newest", async () => {
  const cloud = await useBothRunning();
  cloud.plane.addFault({ kind: "edgeNeverLearns", edge: 1 });
  cloud.arm("PATCH", usersRouteId, toGroup("green"));
  cloud.arm("PATCH", usersRouteId, toGroup("blue"));
  cloud.plane.addFault({ kind: "edgeLearnsAgain", edge: 1 });
  for (let minute = 0; minute < 45; minute += 1) {
    await cloud.pass(1);
    expect(cloud.behavior().find((edge) => edge.endsWith("1=blue.shop.example*1"))).toBeDefined();
  }
});

test("an edge that does not exist cannot be stuck", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  expect(() => cloud.plane.addFault({ kind: "edgeNeverLearns", edge: 2 })).toThrow(/no edge 2/);
});

test("out of order, edges that get the older write last end with it, though ARM says otherwise", async () => {
  const cloud = await useBothRunning();
  cloud.plane.addFault({ kind: "rolloutsOutOfOrder" });
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 40 });
  cloud.arm("PATCH", usersRouteId, toGroup("green"));
  await cloud.pass(1);
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 5 });
  cloud.arm("PATCH", usersRouteId, toGroup("blue"));
  await cloud.pass(60);

  expect(cloud.arm("GET", usersRouteId).body).toMatchObject(toGroup("blue"));
  expect(countEdges(cloud, "green.shop.example")).toBeGreaterThan(0);
  expect(cloud.plane.traffic.isWatched()).toBe(true);

  cloud.arm("PATCH", usersRouteId, toGroup("blue"));
  await cloud.pass(60);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });
});

test("out of order, a late write takes nothing back that it has not written itself", async () => {
  const cloud = await useBothRunning();
  cloud.plane.addFault({ kind: "rolloutsOutOfOrder" });
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 40 });
  cloud.arm("PATCH", usersRouteId, { properties: { patternsToMatch: ["/*", "/more/*"] } });
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 5 });
  cloud.arm("PATCH", usersRouteId, toGroup("green"));
  await cloud.pass(60);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
});

test("what somebody else writes is read, reaches the edges, and is told under the other's name", async () => {
  const cloud = await useBothRunning();
  const path = "originGroups/blue/origins/green";
  const properties = { enabledState: "Enabled", priority: 1 };
  cloud.plane.addFault({ kind: "foreignWrite", path, properties, by: "eve@shop.example" });
  expect(cloud.arm("GET", `${profileId}/${path}`).body).toMatchObject({ properties });
  expect(cloud.activities).toEqual([
    {
      caller: "eve@shop.example",
      method: "PATCH",
      resourceId: `${profileId}/${path}`,
      status: "Accepted",
    },
  ]);
  await cloud.pass(30);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0.5, green: 0.5 });
});

test.for([
  ["a resource that nobody can write", "afdEndpoints/shop", { enabledState: "Disabled" }, /Nobody can write/],
  ["what Azure refuses", "originGroups/blue/origins/blue", { enabledState: "Disabled" }, /last origin/],
] as const)(
  "a foreign write of %s is the scenario's mistake",
  async ([, path, properties, why], { expect }) => {
    const cloud = await useCloud({ seed: { edges: 1 } });
    expect(() =>
      cloud.plane.addFault({ kind: "foreignWrite", path, properties, by: "eve@shop.example" }),
    ).toThrow(why);
  },
);

test("a cluster that turns sick fails its users until it recovers, and its origin stays healthy", async () => {
  const cloud = await useCloud();
  cloud.plane.addFault({ kind: "clusterTurnsSick", color: "blue" });
  await cloud.plane.traffic.round(5);
  expect(cloud.plane.traffic.ledger()).toMatchObject({ failedBy: { swap: 0, sickEnvironment: 40 } });
  await cloud.pass(10);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });

  cloud.plane.addFault({ kind: "clusterRecovers", color: "blue" });
  await cloud.plane.traffic.round(5);
  expect(cloud.plane.traffic.ledger().failed).toBe(40);
});

test("an origin that is slower than the sensitivity gets none, whatever its weight", async () => {
  const cloud = await useBothRunning();
  const properties = { enabledState: "Enabled", priority: 1, weight: 900 };
  cloud.arm("PATCH", `${profileId}/originGroups/blue/origins/green`, { properties });
  await cloud.pass(30);
  expect(cloud.plane.traffic.shares().green).toBeCloseTo(0.9);

  cloud.plane.addFault({ kind: "latencyDiffers", color: "green", ms: 100 });
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });
  cloud.plane.addFault({ kind: "latencyDiffers", color: "green", ms: 0 });
  expect(cloud.plane.traffic.shares().green).toBeCloseTo(0.9);
});

test("without any latency sensitivity every edge uses its fastest origin only", async () => {
  const cloud = await useBothRunning();
  const properties = { enabledState: "Enabled", priority: 1 };
  cloud.arm("PATCH", `${profileId}/originGroups/blue/origins/green`, { properties });
  const loadBalancingSettings = { additionalLatencyInMilliseconds: 0 };
  cloud.arm("PATCH", `${profileId}/originGroups/blue`, { properties: { loadBalancingSettings } });
  await cloud.pass(60);
  expect(countEdges(cloud, "+")).toBe(0);
  expect(countEdges(cloud, "green.shop.example*1")).toBeGreaterThan(0);
  expect(countEdges(cloud, "blue.shop.example*1")).toBeGreaterThan(0);
});
