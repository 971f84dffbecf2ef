import type { FrontDoorManagementClient } from "@azure/arm-frontdoor";
import { describe, expect, test } from "vitest";
import type { Clients } from "../../src/azure/arm/clients.ts";
import { classicRouter } from "../../src/azure/front-door-classic/router.ts";
import { activeColor } from "../../src/domain/swap/layout.ts";
import { routerFindings } from "../../src/domain/upgrade/router-findings.ts";
import type { Pair } from "../../src/domain/environment/pair.ts";
import { aPair } from "../support/a-pair.ts";
import { scriptedArm, troubleOf } from "../support/scripted-arm.ts";
import { aProfile, aRoute, pairInMode, routerOn } from "../support/scripted-profile.ts";

describe("a Front Door", () => {
  test("is read by a handful of lists, and the previews' routes are not asked for", async () => {
    const { router, asked } = routerOn(aProfile());
    const state = await router.read(aPair());
    expect(activeColor(state)).toBe("blue");
    expect(asked).toHaveLength(5);
    expect(asked.filter((one) => one.includes("preview"))).toEqual([]);
    expect(asked.filter((one) => one.includes("ruleSets"))).toEqual([]);
  });

  test("whose users' route is gone says so by its id", async () => {
    const profile = aProfile();
    profile["afdEndpoints/shop/routes"] = { other: aRoute("blue") };
    expect(await troubleOf(routerOn(profile).router.read(aPair()))).toMatchObject({
      code: "ResourceNotFound",
      reaction: "stop",
      resource: expect.stringMatching(/routes\/shop$/) as string,
    });
  });

  test("whose answer cannot be read is never one that leads nowhere", async () => {
    const { client } = scriptedArm(() => ({ status: 200, body: {} }));
    const clients = { classic: () => client as FrontDoorManagementClient } as unknown as Clients;
    expect(await troubleOf(classicRouter(clients).read(behindClassic))).toMatchObject({ reaction: "later" });
  });

  test("gets a disabled route back in one write, which enables it", async () => {
    const profile = aProfile();
    profile["afdEndpoints/shop/routes"] = { shop: aRoute("blue", { enabledState: "Disabled" }) };
    const { router, written } = routerOn(profile);
    expect((await router.read(aPair())).routeEnabled).toBe(false);
    await router.begin(aPair(), { kind: "route", to: "blue" });
    expect(written).toEqual([
      {
        properties: {
          enabledState: "Enabled",
          originGroup: { id: expect.stringMatching(/originGroups\/blue$/) as string },
        },
      },
    ]);
  });

  describe("with two routes of the users", () => {
    const routeId = (name: string) => {
      const { router } = aPair();
      return router.kind === "frontDoor" ? `${router.profileId}/afdEndpoints/shop/routes/${name}` : "";
    };
    const { router: shared } = pairInMode("origin");
    const pair = aPair({
      router: { ...shared, routeIds: [routeId("shop"), routeId("api")] } as Pair["router"],
    });
    const read = async (api: ReturnType<typeof aRoute>) => {
      const profile = aProfile("origin");
      profile["afdEndpoints/shop/routes"] = { shop: aRoute("users"), api };
      profile["originGroups/other/origins"] = {};
      return routerOn(profile).router.read(pair);
    };

    test("both of them count: one that leads elsewhere, or is disabled, is not the other's matter", async () => {
      expect(await read(aRoute("users"))).toMatchObject({ routedGroup: "shared", routeEnabled: true });
      expect((await read(aRoute("blue"))).routedGroup).toBeUndefined();
      expect((await read(aRoute("other"))).routedGroup).toBeUndefined();
      expect((await read(aRoute("users", { enabledState: "Disabled" }))).routeEnabled).toBe(false);
    });

    test("a write of either that has not ended is under way", async () => {
      expect((await read(aRoute("users"))).underWay).toBeNull();
      const writing = await read(aRoute("users", { provisioningState: "Updating" }));
      expect(writing.underWay).toBe(routeId("api"));
    });
  });

  test("whose write of an origin is named by what it changes", async () => {
    const { router, written } = routerOn(aProfile());
    const entry = { kind: "entry", group: "green", origin: "blue" } as const;
    await router.begin(aPair(), { ...entry, set: { enabled: true, priority: 2 } });
    await router.begin(aPair(), { ...entry, set: { enabled: false } });
    await router.begin(aPair(), { ...entry, set: { weight: 33 } });
    expect(written).toEqual([
      { properties: { enabledState: "Enabled", priority: 2 } },
      { properties: { enabledState: "Disabled" } },
      { properties: { weight: 33 } },
    ]);
  });

  test("counts users' routes of a shared group as the users' own", async () => {
    const pair = pairInMode("origin");
    const { ways } = await routerOn(aProfile("origin")).router.read(pair);
    expect(ways).toMatchObject([{ kind: "users", colors: ["blue"] }]);
  });
});

const frontDoorId = `${aPair().environments.blue.clusterId.split("/providers/")[0] ?? ""}/providers/Microsoft.Network/frontDoors/fd-shop`;
const behindClassic: Pair = aPair({
  router: {
    kind: "frontDoorClassic",
    frontDoorId,
    routingRule: "users",
    backendPools: { blue: "blue", green: "green" },
    publicHost: "www.shop.example",
  },
});

const backend = (address: string, priority: number, enabledState = "Enabled") => ({
  address,
  priority,
  weight: 50,
  enabledState,
});
const rule = (name: string, pool: string, wanted: object = {}) => ({
  name,
  properties: {
    enabledState: "Enabled",
    frontendEndpoints: [],
    routeConfiguration: { backendPool: { id: `${frontDoorId}/backendPools/${pool}` } },
    rulesEngine: null,
    ...wanted,
  },
});

/** A classic Front Door at rest, users on blue, and what differs. */
function classicWith(rules: readonly object[], backends: readonly object[] = []) {
  const settings = (name: string) => ({ id: `${frontDoorId}/${name}/all` });
  const pool = (name: string, all: readonly object[]) => ({
    name,
    properties: {
      backends: all,
      healthProbeSettings: settings("healthProbeSettings"),
      loadBalancingSettings: settings("loadBalancingSettings"),
    },
  });
  const probe = {
    path: "/.well-known/environment",
    healthProbeMethod: "GET",
    protocol: "Https",
    intervalInSeconds: 15,
  };
  const blue = backend("blue.shop.example", 1);
  const green = backend("green.shop.example", 1);
  const whole = {
    properties: {
      enabledState: "Enabled",
      provisioningState: null,
      routingRules: [rule("users", "blue"), ...rules],
      backendPools: [
        pool("blue", [blue, backend("green.shop.example", 2, "Disabled"), ...backends]),
        pool("green", [green, backend("blue.shop.example", 2, "Disabled")]),
      ],
      healthProbeSettings: [{ name: "all", properties: probe }],
      loadBalancingSettings: [{ name: "all", properties: { sampleSize: 4, successfulSamplesRequired: 3 } }],
    },
  };
  const override = {
    routeConfigurationOverride: { backendPool: { id: `${frontDoorId}/backendPools/green` } },
  };
  const engine = { name: "beta", properties: { rules: [{ action: override }, { action: null }] } };
  const { client } = scriptedArm(({ url }) => ({
    status: 200,
    body: url.includes("/rulesEngines/") ? engine : whole,
  }));
  return classicRouter({ classic: () => client as FrontDoorManagementClient } as unknown as Clients);
}

describe("a Front Door (classic)", () => {
  const codes = async (rules: readonly object[], backends: readonly object[] = []) => {
    const state = await classicWith(rules, backends).read(behindClassic);
    return routerFindings(behindClassic, state).map((finding) => finding.code);
  };
  const ruled = { rulesEngine: { id: `${frontDoorId}/rulesEngines/beta` } };

  test("at rest has nothing against it", async () => {
    expect(await codes([])).toEqual([]);
  });

  test.for<[string, readonly object[], readonly object[], readonly string[]]>([
    ["another routing rule to an environment", [rule("api", "green")], [], ["ROUTE_NOT_NAMED"]],
    ["a disabled one", [rule("api", "green", { enabledState: "Disabled" })], [], []],
    ["a rules engine that overrides to one", [rule("api", "none", ruled)], [], ["RULE_OVERRIDES"]],
    ["a stranger beside the active", [], [backend("old.example", 1)], ["STRANGER_IN_GROUP"]],
  ])("%s is told", async ([, rules, backends, expected]) => {
    expect(await codes(rules, backends)).toEqual(expected);
  });

  test("tells by which samples edges judge", async () => {
    const state = await classicWith([]).read(behindClassic);
    expect(state.groups.blue.probe).toMatchObject({ sampleSize: 4, successfulSamplesRequired: 3 });
  });
});
