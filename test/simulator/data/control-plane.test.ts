import { expect, test } from "vitest";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";
import { all, useCdnClient } from "./sdk-clients.ts";

const inGroup = (group: string, origin: string) => `${profileId}/originGroups/${group}/origins/${origin}`;

test("Microsoft's client reads the layout that is laid once", async () => {
  const cdn = await useCdnClient(await useCloud());

  const profile = await cdn.profiles.get("rg-shop", "fd-shop");
  expect(profile).toMatchObject({ kind: "frontdoor", sku: { name: "Standard_AzureFrontDoor" } });
  expect(profile.frontDoorId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

  const endpoints = await all(cdn.afdEndpoints.listByProfile("rg-shop", "fd-shop"));
  expect(endpoints.map(({ name }) => name)).toEqual(["shop", "preview-blue", "preview-green"]);
  for (const { hostName, location } of endpoints) {
    expect(hostName).toMatch(/^[a-z-]+-[a-z0-9]{16}\.z01\.azurefd\.net$/);
    expect(location).toBe("global");
  }

  const groups = await all(cdn.afdOriginGroups.listByProfile("rg-shop", "fd-shop"));
  expect(groups).toMatchObject([
    {
      name: "blue",
      healthProbeSettings: { probePath: "/.well-known/environment", probeRequestType: "HEAD" },
    },
    { name: "green", sessionAffinityState: "Disabled", deploymentStatus: "NotStarted" },
  ]);
  const origins = await all(cdn.afdOrigins.listByOriginGroup("rg-shop", "fd-shop", "blue"));
  expect(origins).toMatchObject([
    { name: "blue", hostName: "blue.shop.example", priority: 1, enabledState: "Enabled" },
    { name: "green", hostName: "green.shop.example", priority: 2, enabledState: "Disabled" },
  ]);
  const routes = await all(cdn.routes.listByEndpoint("rg-shop", "fd-shop", "preview-green"));
  expect(routes).toMatchObject([
    { originGroup: { id: `${profileId}/originGroups/green` }, provisioningState: "Succeeded" },
  ]);
  const users = await cdn.routes.get("rg-shop", "fd-shop", "shop", "shop");
  expect(users).toMatchObject({
    originGroup: { id: `${profileId}/originGroups/blue` },
    patternsToMatch: ["/*"],
  });
});

test("a PATCH through Microsoft's client merges, shows Updating, and succeeds once ARM's operation ends", async () => {
  const cloud = await useCloud();
  const cdn = await useCdnClient(cloud);
  const begin = (resume: { resumeFrom?: string } = {}) =>
    cdn.afdOrigins.beginUpdate(
      "rg-shop",
      "fd-shop",
      "green",
      "blue",
      { enabledState: "Enabled" },
      { updateIntervalInMs: 1, ...resume },
    );
  const poller = await begin();
  expect(poller.isDone()).toBe(false);
  const whileUpdating = await cdn.afdOrigins.get("rg-shop", "fd-shop", "green", "blue");
  expect(whileUpdating).toMatchObject({
    provisioningState: "Updating",
    enabledState: "Enabled",
    priority: 2,
  });

  await cloud.pass(2);
  const resumed = await begin({ resumeFrom: poller.toString() });
  expect(resumed.isDone()).toBe(true);
  expect(resumed.getResult()).toMatchObject({ provisioningState: "Succeeded", originGroupName: "green" });
});

test("a new origin, group and route can be made with Microsoft's client", async () => {
  const cloud = await useCloud();
  const cdn = await useCdnClient(cloud);
  await cdn.afdOriginGroups.beginCreate("rg-shop", "fd-shop", "extra", {});
  await cdn.afdOrigins.beginCreate("rg-shop", "fd-shop", "extra", "one", { hostName: "one.example" });
  await cdn.routes.beginCreate("rg-shop", "fd-shop", "shop", "extra", {
    originGroup: { id: `${profileId}/originGroups/extra` },
    patternsToMatch: ["/extra/*"],
  });
  await cloud.pass(2);
  const origin = await cdn.afdOrigins.get("rg-shop", "fd-shop", "extra", "one");
  expect(origin).toMatchObject({ provisioningState: "Succeeded", httpsPort: 443, enabledState: "Enabled" });
  const routes = await all(cdn.routes.listByEndpoint("rg-shop", "fd-shop", "shop"));
  expect(routes.map(({ name }) => name)).toEqual(["shop", "extra"]);
});

test.for([
  ["a priority of 6", inGroup("blue", "blue"), { priority: 6 }, /priority/],
  ["a weight of 0", inGroup("blue", "blue"), { weight: 0 }, /weight/],
  ["a word that is no state", inGroup("blue", "blue"), { enabledState: "On" }, /enabledState/],
  ["an unknown property", inGroup("blue", "blue"), { color: "blue" }, /color/],
  [
    "disabling the last enabled origin of a routed group",
    inGroup("blue", "blue"),
    { enabledState: "Disabled" },
    /Cannot disable or delete the last origin when the origin group is still associated/,
  ],
  [
    "a first origin that is disabled",
    inGroup("empty", "one"),
    { hostName: "one.example", enabledState: "Disabled" },
    /Endpoint pools must contain at least one enabled endpoint/,
  ],
  [
    "a route to an unknown group",
    usersRouteId,
    { originGroup: { id: `${profileId}/originGroups/red` } },
    /red/,
  ],
  [
    "a route to another profile's group",
    usersRouteId,
    { originGroup: { id: "/subscriptions/x/originGroups/blue" } },
    /does not exist/,
  ],
  [
    "a probe every 256 s",
    `${profileId}/originGroups/blue`,
    { healthProbeSettings: { probeIntervalInSeconds: 256 } },
    /probeIntervalInSeconds/,
  ],
] as const)("%s is refused, and nothing changes", async ([, id, properties, message], { expect }) => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  cloud.arm("PUT", `${profileId}/originGroups/empty`, { properties: {} });
  const before = cloud.arm("GET", id).body;

  const refused = cloud.arm(id.includes("empty") ? "PUT" : "PATCH", id, { properties });

  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({
    error: { code: "BadRequest", message: expect.stringMatching(message) },
  });
  expect(cloud.arm("GET", id).body).toEqual(before);
});

test("what does not exist is 404, whatever the case of the id is", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  expect(cloud.arm("GET", inGroup("blue", "red")).status).toBe(404);
  expect(cloud.arm("PATCH", inGroup("red", "blue"), { properties: { priority: 1 } }).status).toBe(404);
  expect(cloud.arm("PUT", inGroup("red", "blue"), { properties: { hostName: "a.example" } }).status).toBe(
    404,
  );
  expect(cloud.arm("GET", profileId.replace("fd-shop", "other")).status).toBe(404);
  expect(cloud.arm("GET", inGroup("BLUE", "Blue").toUpperCase()).status).toBe(200);
});

test("an operation that fails takes its values back", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  cloud.failOperations();
  cloud.arm("PATCH", inGroup("green", "blue"), { properties: { enabledState: "Enabled" } });
  cloud.arm("PATCH", inGroup("green", "blue"), { properties: { priority: 4 } });
  expect(cloud.arm("GET", inGroup("green", "blue")).body).toMatchObject({
    properties: { enabledState: "Enabled", priority: 4, provisioningState: "Updating" },
  });

  await cloud.pass(2);
  expect(cloud.arm("GET", inGroup("green", "blue")).body).toMatchObject({
    properties: { enabledState: "Disabled", priority: 2, provisioningState: "Failed" },
  });
});

test("users who were sent off by a route write that failed come back", async () => {
  const cloud = await useCloud();
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  cloud.failOperations();
  cloud.arm("PATCH", usersRouteId, {
    properties: { originGroup: { id: `${profileId}/originGroups/green` } },
  });

  await cloud.pass(60);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });
  expect(cloud.plane.traffic.ledger().perColor.green).toBeGreaterThan(0);
});

test("operations are named as the OpenAPI document names them", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  const named = (method: string, id: string) => cloud.arm(method, id, { properties: {} }).operationId;
  expect(named("GET", profileId)).toBe("Profiles_Get");
  expect(named("GET", `${profileId}/afdEndpoints`)).toBe("AFDEndpoints_ListByProfile");
  expect(named("GET", `${profileId}/originGroups/blue/origins`)).toBe("AFDOrigins_ListByOriginGroup");
  expect(named("PATCH", inGroup("blue", "blue"))).toBe("AFDOrigins_Update");
  expect(named("PUT", `${profileId}/originGroups/x`)).toBe("AFDOriginGroups_Create");
  expect(named("PATCH", usersRouteId)).toBe("Routes_Update");
});
