import { expect, test } from "vitest";
import type { WorldSeed } from "../../../src/simulator/joints.ts";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud } from "./a-cloud.ts";
import { all, useCdnClient, useMetricsClient } from "./sdk-clients.ts";

const [rg, fd] = ["rg-shop", "fd-shop"];
const partnersRoute = "afdEndpoints/partners/routes/partners";
const toGroup = (name: string) => ({ originGroup: { id: `${profileId}/originGroups/${name}` } });

const partners: Partial<WorldSeed> = {
  edges: 2,
  otherEndpoints: ["partners"],
  besides: [
    { path: "afdEndpoints/partners" },
    { path: partnersRoute, properties: { ...toGroup("blue"), linkToDefaultDomain: "Enabled" } },
  ],
};

const partnersHost = (cloud: Cloud): string =>
  cloud.plane.hosts().find(({ host }) => host.startsWith("partners-"))?.host ?? "";

test("what somebody else has laid in the profile is listed with the pair's own", async () => {
  const origin = { hostName: "legacy.shop.example", priority: 1, weight: 50 };
  const besides = [
    ...(partners.besides ?? []),
    { path: "originGroups/third" },
    { path: "originGroups/third/origins/blue", properties: { hostName: "blue.shop.example" } },
    { path: "originGroups/blue/origins/legacy", properties: origin },
    { path: "ruleSets/old" },
  ];
  const cdn = await useCdnClient(await useCloud({ seed: { ...partners, besides } }));
  const endpoints = await all(cdn.afdEndpoints.listByProfile(rg, fd));
  expect(endpoints.map(({ name }) => name)).toContain("partners");
  expect(endpoints.find(({ name }) => name === "partners")?.hostName).toMatch(/^partners-\w{16}\.z01\./);
  const routes = await all(cdn.routes.listByEndpoint(rg, fd, "partners"));
  expect(routes).toMatchObject([{ name: "partners", patternsToMatch: ["/*"], enabledState: "Enabled" }]);
  const groups = await all(cdn.afdOriginGroups.listByProfile(rg, fd));
  expect(groups.map(({ name }) => name)).toEqual(["blue", "green", "third"]);
  const blue = await all(cdn.afdOrigins.listByOriginGroup(rg, fd, "blue"));
  expect(blue.map(({ name, priority }) => [name, priority])).toContainEqual(["legacy", 1]);
  expect(await all(cdn.afdOrigins.listByOriginGroup(rg, fd, "third"))).toHaveLength(1);
  expect(await all(cdn.ruleSets.listByProfile(rg, fd))).toMatchObject([{ name: "old" }]);
});

test("people of another endpoint ask, too, and are counted under it; who counts only the users' does not see them", async () => {
  const cloud = await useCloud({ seed: partners });
  const client = await useMetricsClient(cloud);
  await cloud.pass(10);
  const [result] = await client.queryResources(
    [profileId],
    ["OriginRequestCount"],
    "Microsoft.Cdn/profiles",
    {
      startTime: new Date("2026-11-05T09:00:00Z"),
      endTime: new Date("2026-11-05T09:05:00Z"),
      interval: "PT1M",
      aggregation: "total",
      filter: "Origin eq '*' and Endpoint eq '*'",
    },
  );
  const endpoints = result?.metrics[0]?.timeseries.map(
    ({ metadatavalues }) => metadatavalues?.find(({ name }) => name === "endpoint")?.value,
  );
  expect(endpoints?.map((host) => host?.replace(/-.*/, ""))).toEqual(["partners", "shop"]);
});

test("an environment that stops under people of another endpoint fails them, though no user is there", async () => {
  const cloud = await useCloud({ seed: partners });
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  cloud.arm("PATCH", `${profileId}/afdEndpoints/shop/routes/shop`, { properties: toGroup("green") });
  await cloud.pass(30);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
  const before = cloud.plane.traffic.ledger();
  await cloud.plane.traffic.round(8);
  const { perColor } = cloud.plane.traffic.ledger();
  expect(perColor.blue - before.perColor.blue).toBe(8);
  cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
  await cloud.plane.traffic.catchUp();
  await cloud.plane.traffic.round(8);
  expect(cloud.plane.traffic.ledger().failedBy).toEqual({ swap: 8, sickEnvironment: 0 });
});

test("nobody asks another endpoint once its route is closed", async () => {
  const cloud = await useCloud({ seed: partners });
  expect((await cloud.get(partnersHost(cloud), "/")).status).toBe(200);
  cloud.arm("PATCH", `${profileId}/${partnersRoute}`, { properties: { enabledState: "Disabled" } });
  await cloud.pass(30);
  expect((await cloud.get(partnersHost(cloud), "/")).status).toBe(404);
  const before = cloud.plane.traffic.ledger();
  await cloud.plane.traffic.round(8);
  const { total, failed } = cloud.plane.traffic.ledger();
  expect([total - before.total, failed]).toEqual([16, 0]);
});

test("a resource of a kind that no profile has cannot be laid", async () => {
  await expect(useCloud({ seed: { besides: [{ path: "teapots/one" }] } })).rejects.toThrow(/teapots\/one/);
});
