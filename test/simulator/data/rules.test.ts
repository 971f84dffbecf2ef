import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";
import { all, useCdnClient } from "./sdk-clients.ts";

const host = "www.shop.example";
const ruleSet = `${profileId}/ruleSets/tests`;
const toGreen = {
  name: "RouteConfigurationOverride",
  parameters: {
    typeName: "DeliveryRuleRouteConfigurationOverrideActionParameters",
    originGroupOverride: {
      originGroup: { id: `${profileId}/originGroups/green` },
      forwardingProtocol: "MatchRequest",
    },
  },
};
const headerIs = (value: string) => ({
  name: "RequestHeader",
  parameters: {
    typeName: "DeliveryRuleRequestHeaderConditionParameters",
    selector: "X-Test",
    operator: "Equal",
    matchValues: [value],
  },
});

async function useRules(...rules: readonly object[]): Promise<Cloud> {
  const cloud = await useCloud({ seed: { edges: 1 } });
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 1 });
  cloud.arm("PUT", ruleSet, {});
  for (const [index, properties] of rules.entries()) {
    expect(cloud.arm("PUT", `${ruleSet}/rules/rule${index}`, { properties }).status).toBe(201);
  }
  cloud.arm("PATCH", usersRouteId, { properties: { ruleSets: [{ id: ruleSet }] } });
  await cloud.pass(10);
  return cloud;
}

const colorFor = async (cloud: Cloud, path: string, headers = {}): Promise<unknown> =>
  (await cloud.getWith(headers, host, path)).headers["x-environment"];

test("a rule without a condition sends all users to its group, whatever the route says", async () => {
  const cloud = await useRules({ order: 1, actions: [toGreen] });
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
  expect(cloud.arm("GET", usersRouteId).body).toMatchObject({
    properties: { originGroup: { id: `${profileId}/originGroups/blue` } },
  });
});

test("a rule for a header or a path concerns only requests that have it", async () => {
  const path = {
    name: "UrlPath",
    parameters: {
      typeName: "DeliveryRuleUrlPathMatchConditionParameters",
      operator: "BeginsWith",
      matchValues: ["new/"],
    },
  };
  const cloud = await useRules(
    { order: 1, conditions: [headerIs("green")], actions: [toGreen] },
    { order: 2, conditions: [path], actions: [toGreen] },
  );
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });
  expect(await colorFor(cloud, "/", { "x-test": "green" })).toBe("green");
  expect(await colorFor(cloud, "/", { "x-test": "blue" })).toBe("blue");
  expect(await colorFor(cloud, "/new/shop")).toBe("green");
  expect(await colorFor(cloud, "/old/shop")).toBe("blue");
});

test("rules apply by their order, the last one counts, and one that stops is the last", async () => {
  const toBlue = structuredClone(toGreen);
  toBlue.parameters.originGroupOverride.originGroup.id = `${profileId}/originGroups/blue`;
  const cloud = await useRules(
    { order: 3, actions: [toGreen] },
    { order: 1, actions: [toBlue] },
    { order: 2, conditions: [headerIs("stop")], actions: [toBlue], matchProcessingBehavior: "Stop" },
  );
  expect(await colorFor(cloud, "/")).toBe("green");
  expect(await colorFor(cloud, "/", { "x-test": "stop" })).toBe("blue");
});

test("an override decides about caching too: without a configuration it turns caching off", async () => {
  const cached = structuredClone(toGreen);
  Object.assign(cached.parameters, { cacheConfiguration: { cacheBehavior: "HonorOrigin" } });
  const cloud = await useRules(
    { order: 1, actions: [toGreen] },
    { order: 2, conditions: [headerIs("cached")], actions: [cached] },
  );
  cloud.arm("PATCH", usersRouteId, { properties: { cacheConfiguration: {} } });
  await cloud.pass(5);
  expect((await cloud.get(host, "/")).headers["x-cache"]).toBe("CONFIG_NOCACHE");
  const answer = await cloud.getWith({ "x-test": "cached" }, host, "/");
  expect(answer.headers["x-cache"]).toBe("TCP_MISS");
});

test("Microsoft's client reads rule sets, rules and the firewall's policies", async () => {
  const cdn = await useCdnClient(await useRules({ order: 1, actions: [toGreen] }));
  expect(await all(cdn.ruleSets.listByProfile("rg-shop", "fd-shop"))).toMatchObject([
    { name: "tests", provisioningState: "Succeeded" },
  ]);
  expect(await cdn.ruleSets.get("rg-shop", "fd-shop", "tests")).toMatchObject({ name: "tests" });
  expect(await all(cdn.rules.listByRuleSet("rg-shop", "fd-shop", "tests"))).toMatchObject([
    { name: "rule0", order: 1, actions: [toGreen], matchProcessingBehavior: "Continue" },
  ]);
  expect(await cdn.rules.get("rg-shop", "fd-shop", "tests", "rule0")).toMatchObject({ ruleSetName: "tests" });
  const policies = await all(cdn.securityPolicies.listByProfile("rg-shop", "fd-shop"));
  expect(policies).toMatchObject([
    {
      name: "waf",
      parameters: {
        type: "WebApplicationFirewall",
        associations: [
          {
            domains: [
              { id: `${profileId}/customDomains/www-shop-example` },
              { id: `${profileId}/afdEndpoints/preview-blue` },
              { id: `${profileId}/afdEndpoints/preview-green` },
            ],
          },
        ],
      },
    },
  ]);
});

test.for([
  [
    "a condition that the edges do not know",
    { order: 1, conditions: [{ name: "Cookies" }], actions: [toGreen] },
  ],
  [
    "a group that does not exist",
    {
      order: 1,
      actions: [
        {
          name: "RouteConfigurationOverride",
          parameters: { originGroupOverride: { originGroup: { id: `${profileId}/originGroups/red` } } },
        },
      ],
    },
  ],
  ["no action", { order: 1, actions: [] }],
] as const)("a rule with %s is refused", async ([, properties], { expect }) => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  cloud.arm("PUT", ruleSet, {});
  expect(cloud.arm("PUT", `${ruleSet}/rules/rule`, { properties }).status).toBe(400);
  expect(cloud.arm("GET", `${ruleSet}/rules/rule`).status).toBe(404);
});

test("a route cannot name a rule set that does not exist, and a rule keeps its group's last origin enabled", async () => {
  const cloud = await useRules({ order: 1, actions: [toGreen] });
  const unknown = { ruleSets: [{ id: `${profileId}/ruleSets/none` }] };
  expect(cloud.arm("PATCH", usersRouteId, { properties: unknown }).status).toBe(400);
  cloud.arm("PATCH", `${profileId}/afdEndpoints/preview-green/routes/preview-green`, {
    properties: { originGroup: { id: `${profileId}/originGroups/blue` } },
  });
  const origin = `${profileId}/originGroups/green/origins/green`;
  const refused = cloud.arm("PATCH", origin, { properties: { enabledState: "Disabled" } });
  expect(refused.body).toMatchObject({ error: { message: expect.stringContaining("a route or a rule") } });
});

test("a profile that may not be read answers 403 everywhere, one that does not exist 404", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  const stranger = profileId.replace("fd-shop", "fd-other");
  expect(cloud.arm("GET", stranger)).toMatchObject({
    status: 404,
    body: {
      error: {
        code: "ResourceNotFound",
        message: expect.stringContaining(
          "The Resource 'Microsoft.Cdn/profiles/fd-other' under resource group 'rg-shop' was not found.",
        ),
      },
    },
  });
  cloud.plane.addFault({ kind: "profileForbidden" });
  for (const [method, id, action] of [
    ["GET", profileId, "Microsoft.Cdn/profiles/read"],
    ["GET", `${profileId}/originGroups`, "Microsoft.Cdn/profiles/originGroups/read"],
    ["PATCH", usersRouteId, "Microsoft.Cdn/profiles/afdEndpoints/routes/write"],
  ] as const) {
    expect(cloud.arm(method, id, { properties: {} })).toMatchObject({
      status: 403,
      body: { error: { code: "AuthorizationFailed", message: expect.stringContaining(`'${action}'`) } },
    });
  }
});
