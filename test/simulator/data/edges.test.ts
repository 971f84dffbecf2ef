import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";

const minuteMs = 60_000;
const inGroup = (group: string, origin: string) => `${profileId}/originGroups/${group}/origins/${origin}`;
const toGroup = (name: string) => ({
  properties: { originGroup: { id: `${profileId}/originGroups/${name}` } },
});
const previewHost = (cloud: Cloud, color: string) =>
  cloud.plane.hosts().find(({ host }) => host.startsWith(`preview-${color}-`))?.host ?? "";

/** Minute by minute, how many of the edges send users to green. */
async function greenEdgesByMinute(cloud: Cloud, minutes: number): Promise<readonly number[]> {
  const counts: number[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    cloud.agenda.moveTo(cloud.agenda.now() + minuteMs);
    await cloud.plane.traffic.catchUp();
    counts.push(cloud.behavior().filter((edge) => edge.includes("green.shop.example")).length);
  }
  return counts;
}

async function useBothRunning(options: Parameters<typeof useCloud>[0] = {}): Promise<Cloud> {
  const cloud = await useCloud(options);
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  return cloud;
}

test("each edge learns of a write at its own moment, the last one when the propagation window ends", async () => {
  const cloud = await useBothRunning();
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 20 });
  cloud.arm("PATCH", usersRouteId, toGroup("green"));

  const counts = await greenEdgesByMinute(cloud, 21);
  expect(counts.slice(0, 2)).toEqual([0, 0]);
  expect(new Set(counts).size).toBeGreaterThan(4);
  expect(counts[18]).toBe(7);
  expect(counts.slice(19)).toEqual([8, 8]);
});

test("without a fault the last edge follows within 3 to 20 minutes", async () => {
  const cloud = await useBothRunning();
  cloud.arm("PATCH", usersRouteId, toGroup("green"));
  const counts = await greenEdgesByMinute(cloud, 21);
  expect(counts[1]).toBeLessThan(8);
  expect(counts[19]).toBe(8);
});

test("a second write waits until the first has reached the last edge", async () => {
  const cloud = await useBothRunning();
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 20 });
  cloud.arm("PATCH", usersRouteId, toGroup("green"));
  cloud.arm("PATCH", usersRouteId, toGroup("blue"));

  const counts = await greenEdgesByMinute(cloud, 41);
  expect(counts[19]).toBe(8);
  expect(counts[20]).toBe(8);
  expect(counts[38]).toBeLessThan(3);
  expect(counts[40]).toBe(0);
});

test("the same seed gives the same moments, another seed others", async () => {
  const momentsOf = async (draw: number) => {
    const cloud = await useBothRunning({ draw });
    cloud.arm("PATCH", usersRouteId, toGroup("green"));
    return greenEdgesByMinute(cloud, 21);
  };
  const first = await momentsOf(7);
  expect(await momentsOf(7)).toEqual(first);
  expect(await momentsOf(8)).not.toEqual(first);
});

test("a healthy standby takes over, probe by probe, when the active cluster stops", async () => {
  const cloud = await useBothRunning();
  cloud.arm("PATCH", inGroup("blue", "green"), { properties: { enabledState: "Enabled" } });
  await cloud.pass(30);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });

  cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
  const counts = [];
  for (let stop = 0; stop < 13; stop += 1) {
    await cloud.plane.traffic.catchUp();
    counts.push(cloud.behavior().filter((edge) => edge.includes("green.shop.example")).length);
    cloud.agenda.moveTo(cloud.agenda.now() + 5000);
  }
  // 3 of the last 4 probes must pass and one comes every 30 s: the second failed probe decides.
  expect(counts[0]).toBe(0);
  expect(counts[5]).toBe(0);
  expect(new Set(counts).size).toBeGreaterThan(3);
  expect(counts[12]).toBe(8);
});

test("with every enabled origin failing, an edge spreads over all of them", async () => {
  const cloud = await useBothRunning({ seed: { edges: 2 } });
  cloud.arm("PATCH", inGroup("blue", "green"), { properties: { enabledState: "Enabled" } });
  await cloud.pass(30);
  cloud.setCluster("blue", { workloadsReady: false });
  cloud.setCluster("green", { workloadsReady: false });
  await cloud.pass(5);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0.5, green: 0.5 });
});

test("weights divide the requests among origins of equal priority", async () => {
  const cloud = await useBothRunning();
  const properties = { enabledState: "Enabled", priority: 1, weight: 25 };
  cloud.arm("PATCH", inGroup("blue", "green"), { properties });
  await cloud.pass(30);
  expect(cloud.plane.traffic.shares().green).toBeCloseTo(0.2);

  const before = cloud.plane.traffic.ledger().perColor.green;
  await cloud.plane.traffic.round(100);
  const { perColor, failed } = cloud.plane.traffic.ledger();
  expect(failed).toBe(0);
  expect(perColor.green - before).toBeGreaterThan(100);
  expect(perColor.green - before).toBeLessThan(220);
});

test("preview endpoints stay on their own color while users are elsewhere", async () => {
  const cloud = await useBothRunning({ seed: { edges: 1 } });
  const viaPreview = await cloud.get(previewHost(cloud, "green"), "/");
  expect(viaPreview).toMatchObject({ status: 200, headers: { "x-environment": "green" } });
  expect(viaPreview.headers["x-azure-ref"]).toBeDefined();
  expect(JSON.parse(viaPreview.body)).toEqual({
    color: "green",
    cluster: "aks-shop-green",
    version: "1.35.5",
  });
  expect(await cloud.get("www.shop.example", "/")).toMatchObject({ headers: { "x-environment": "blue" } });
});

test("a preview endpoint of an environment that was never built answers 502", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  const answer = await cloud.get(previewHost(cloud, "green"), "/");
  expect(answer.status).toBe(502);
  expect(answer.headers["x-environment"]).toBeUndefined();
});

test("nothing meant for the pretend users leaks into other answers", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  const { headers } = await cloud.get("www.shop.example", "/");
  expect(Object.keys(headers).filter((name) => name.startsWith("x-rehearsal"))).toEqual([]);
});
