import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";
import { all, useCdnClient } from "./sdk-clients.ts";

const apiRouteId = `${profileId}/afdEndpoints/shop/routes/api`;
const host = "www.shop.example";
const toGroup = (name: string) => ({
  properties: { originGroup: { id: `${profileId}/originGroups/${name}` } },
});

async function useGreenToo(seed: NonNullable<Parameters<typeof useCloud>[0]>["seed"]): Promise<Cloud> {
  const cloud = await useCloud({ seed: { ...seed } });
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  return cloud;
}

test("of two users' routes each serves its own paths, and users ask both", async () => {
  const cloud = await useGreenToo({ routeIds: [usersRouteId, apiRouteId], edges: 2 });
  const cdn = await useCdnClient(cloud);
  const routes = await all(cdn.routes.listByEndpoint("rg-shop", "fd-shop", "shop"));
  expect(routes.map(({ name, patternsToMatch }) => [name, patternsToMatch])).toEqual([
    ["shop", ["/*"]],
    ["api", ["/api/*"]],
  ]);

  cloud.arm("PATCH", apiRouteId, toGroup("green"));
  expect(cloud.plane.traffic.isWatched()).toBe(true);
  await cloud.pass(30);
  expect(await cloud.get(host, "/api/orders")).toMatchObject({ headers: { "x-environment": "green" } });
  expect(await cloud.get(host, "/orders")).toMatchObject({ headers: { "x-environment": "blue" } });
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0.5, green: 0.5 });

  const before = cloud.plane.traffic.ledger().perColor;
  await cloud.plane.traffic.round(40);
  const { perColor, failed } = cloud.plane.traffic.ledger();
  expect([perColor.blue - before.blue, perColor.green - before.green, failed]).toEqual([40, 40, 0]);
});

test("in the origin layout users meet one shared group at rest, and previews their own", async () => {
  const cloud = await useGreenToo({ layout: "origin", edges: 2 });
  const cdn = await useCdnClient(cloud);
  const groups = await all(cdn.afdOriginGroups.listByProfile("rg-shop", "fd-shop"));
  expect(groups.map(({ name }) => name)).toEqual(["blue", "green", "shared"]);
  const shared = await all(cdn.afdOrigins.listByOriginGroup("rg-shop", "fd-shop", "shared"));
  expect(shared).toMatchObject([
    { name: "blue", priority: 2, enabledState: "Enabled" },
    { name: "green", priority: 3, enabledState: "Disabled" },
  ]);
  const users = await cdn.routes.get("rg-shop", "fd-shop", "shop", "shop");
  expect(users.originGroup?.id).toBe(`${profileId}/originGroups/shared`);
  const preview = cloud.plane.hosts().find((one) => one.host.startsWith("preview-green-"))?.host ?? "";
  expect(await cloud.get(preview, "/")).toMatchObject({ headers: { "x-environment": "green" } });
});

test("in the origin layout one write of a priority moves everybody, and no request is lost", async () => {
  const cloud = await useGreenToo({ layout: "origin", routeIds: [usersRouteId, apiRouteId] });
  const green = `${profileId}/originGroups/shared/origins/green`;
  cloud.arm("PATCH", green, { properties: { enabledState: "Enabled" } });
  await cloud.pass(45);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });
  expect(cloud.plane.traffic.isWatched()).toBe(false);

  cloud.arm("PATCH", green, { properties: { priority: 1 } });
  expect(cloud.plane.traffic.isWatched()).toBe(true);
  await cloud.pass(30);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
  expect(cloud.plane.traffic.ledger()).toMatchObject({ failed: 0 });
  expect(cloud.plane.traffic.ledger().perColor.blue).toBeGreaterThan(100);
});

test("a cluster that turns sick under traffic does so when an edge write of the origin layout has arrived", async () => {
  const cloud = await useGreenToo({ layout: "origin" });
  cloud.plane.addFault({ kind: "clusterTurnsSickUnderTraffic", color: "green", minutesAfterLastEdge: 5 });
  const green = `${profileId}/originGroups/shared/origins/green`;
  cloud.arm("PATCH", green, { properties: { enabledState: "Enabled" } });
  await cloud.pass(45);
  cloud.arm("PATCH", green, { properties: { priority: 1 } });
  await cloud.pass(45);
  expect(cloud.plane.traffic.ledger().failedBy.swap).toBe(0);
  expect(cloud.plane.traffic.ledger().failedBy.sickEnvironment).toBeGreaterThan(100);
});

test("where a route caches, an edge answers its second request itself, but never a pretend user's", async () => {
  const cloud = await useGreenToo({ edges: 1 });
  expect((await cloud.get(host, "/")).headers["x-cache"]).toBe("CONFIG_NOCACHE");
  const cacheConfiguration = { queryStringCachingBehavior: "UseQueryString" };
  cloud.arm("PATCH", usersRouteId, { properties: { cacheConfiguration } });
  await cloud.pass(30);

  expect((await cloud.get(host, "/")).headers["x-cache"]).toBe("TCP_MISS");
  cloud.arm("PATCH", usersRouteId, toGroup("green"));
  await cloud.pass(30);
  const stale = await cloud.get(host, "/");
  expect(stale.headers).toMatchObject({ "x-cache": "TCP_HIT", "x-environment": "blue" });
  expect(JSON.parse(stale.body)).toMatchObject({ color: "blue" });
  expect((await cloud.get(host, "/?fresh")).headers).toMatchObject({
    "x-cache": "TCP_MISS",
    "x-environment": "green",
  });
  const before = cloud.plane.traffic.ledger().perColor.blue;
  await cloud.plane.traffic.round(20);
  expect(cloud.plane.traffic.ledger().perColor.blue).toBe(before);

  await cloud.pass(24 * 60);
  expect((await cloud.get(host, "/")).headers).toMatchObject({ "x-cache": "TCP_MISS" });
  cloud.arm("PATCH", usersRouteId, { properties: { cacheConfiguration: null } });
  await cloud.pass(30);
  expect((await cloud.get(host, "/")).headers["x-cache"]).toBe("CONFIG_NOCACHE");
});

test("an answer that forbids it is not cached", async () => {
  const cloud = await useGreenToo({ edges: 1 });
  cloud.arm("PATCH", usersRouteId, { properties: { cacheConfiguration: {} } });
  await cloud.pass(30);
  const gate = "/.well-known/environment";
  for (const _ of [1, 2]) expect((await cloud.get(host, gate)).headers["x-cache"]).toBe("TCP_MISS");
});
