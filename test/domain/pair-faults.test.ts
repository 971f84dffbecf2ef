import { describe, expect, test } from "vitest";
import type { FrontDoorRouter, Pair } from "../../src/domain/environment/pair.ts";
import {
  conflictsAmong,
  endedPin,
  expiredWaivers,
  faultsIn,
  isSample,
} from "../../src/domain/environment/pair-faults.ts";
import { aPair } from "../support/a-pair.ts";
import { ownPair } from "../support/pairs-folder.ts";

const good = ownPair("shop");
const router = good.router as FrontDoorRouter;
const { blue, green } = good.environments;
const zero = "00000000-0000-0000-0000-000000000000";
const recordSetId = `${blue.clusterId.split("/providers/")[0] ?? ""}/providers/Microsoft.Network/dnsZones/contoso.com/A/shop`;
const dns = { kind: "dns", recordSetId, service: "ingress/nginx" } as const;

const environments = (changes: Partial<Pair["environments"]>): Partial<Pair> => ({
  environments: { ...good.environments, ...changes },
});
const routed = (changes: Partial<FrontDoorRouter>): Partial<Pair> => ({ router: { ...router, ...changes } });
const [routeId = ""] = router.routeIds;

test("nothing is wrong in a pair that names everything once", () => {
  expect(faultsIn(good)).toEqual([]);
  expect(faultsIn(aPair())).toEqual([]);
});

describe("a pair is at fault, and the fault says where", () => {
  test.for<[string, Partial<Pair>, string]>([
    [
      "both colors are one cluster",
      environments({ green: { ...green, clusterId: blue.clusterId.toUpperCase() } }),
      "environments.green.clusterId",
    ],
    [
      "both colors have one origin host",
      environments({ green: { ...green, originHost: blue.originHost.toUpperCase() } }),
      "environments.green.originHost",
    ],
    [
      "both colors have one DNS record",
      environments({ blue: { ...blue, address: dns }, green: { ...green, address: dns } }),
      "environments.green.address.recordSetId",
    ],
    [
      "an origin is asked by the users' own name",
      environments({ blue: { ...blue, originHost: router.publicHost } }),
      "environments.blue.originHost",
    ],
    ["a route is named twice", routed({ routeIds: [routeId, routeId.toLowerCase()] }), "router.routeIds.1"],
    [
      "a route is another profile's",
      routed({ routeIds: [routeId.replace("/profiles/fd-shop", "/profiles/fd-shop2")] }),
      "router.routeIds.0",
    ],
    [
      "both colors have one origin group",
      routed({ originGroups: { blue: "both", green: "Both" } }),
      "router.originGroups.green",
    ],
    ["the shared group is a color's own", routed({ sharedGroup: "green" }), "router.originGroups.green"],
    [
      "both previews are one endpoint",
      routed({ previewEndpoints: { blue: "preview", green: "preview" } }),
      "router.previewEndpoints.green",
    ],
    [
      "a preview is the users' endpoint",
      routed({ previewEndpoints: { blue: "Shop", green: "preview-green" } }),
      "router.previewEndpoints.blue",
    ],
    [
      "two checks have one name",
      { checks: good.checks.flatMap((check) => [check, { ...check, path: "/cart" }]) },
      "checks.1.name",
    ],
  ])("%s", ([, changes, path], { expect }) => {
    const faults = faultsIn({ ...good, ...changes });
    expect(faults.map((fault) => fault.path)).toEqual([path]);
    expect(faults[0]?.fix).not.toBe("");
  });

  test("both backend pools of a Front Door (classic) are one", () => {
    const frontDoorId = router.profileId.replace("Microsoft.Cdn/profiles", "Microsoft.Network/frontDoors");
    const { publicHost } = router;
    const backendPools = { blue: "pool", green: "pool" };
    const classic = {
      kind: "frontDoorClassic",
      frontDoorId,
      routingRule: "r",
      backendPools,
      publicHost,
    } as const;
    expect(faultsIn({ ...good, router: classic })).toMatchObject([{ path: "router.backendPools.green" }]);
  });

  test.for([
    "<subscription>",
    "YOUR-SUBSCRIPTION",
    "your_subscription",
    "{id}",
    "${ID}",
    "xxxxxxxx-xxxx-xxxx",
    "…",
    zero,
  ])("an id still says %s", (left, { expect }) => {
    const clusterId = blue.clusterId.replace(/(?<=subscriptions\/)[^/]+/, left);
    const faults = faultsIn({ ...good, ...environments({ blue: { ...blue, clusterId } }) });
    expect(faults).toMatchObject([{ path: "environments.blue.clusterId" }]);
    expect(faults[0]?.problem).toContain(left);
  });

  test("every id is looked at, not only the clusters'", () => {
    const unfilled = JSON.parse(
      JSON.stringify({ ...good, ...environments({ blue: { ...blue, address: dns } }) }).replaceAll(
        /(?<=subscriptions\/)[^/]+/g,
        zero,
      ),
    ) as Pair;
    expect(faultsIn(unfilled).map((fault) => fault.path)).toEqual([
      "environments.blue.clusterId",
      "environments.blue.address.recordSetId",
      "environments.green.clusterId",
      "router.profileId",
      "router.routeIds.0",
    ]);
  });

  test("names that only look like a placeholder are somebody's", () => {
    const clusterId = blue.clusterId.replace("aks-shop-blue", "yourtube-my-0000-x");
    expect(faultsIn({ ...good, ...environments({ blue: { ...blue, clusterId } }) })).toEqual([]);
  });
});

describe("a sample may have zeros for ids, because its hosts are nobody's", () => {
  test("the pair in the repository is one, a pair with a host of its own is none", () => {
    expect(isSample(aPair())).toBe(true);
    expect(isSample(good)).toBe(false);
    const started = {
      ...aPair().environments,
      blue: { ...aPair().environments.blue, originHost: "blue.contoso.com" },
    };
    expect(isSample(aPair({ environments: started }))).toBe(false);
    expect(faultsIn(aPair({ environments: started })).map((fault) => fault.path)).toContain(
      "router.profileId",
    );
  });
});

describe("two pairs are at fault together", () => {
  const other = ownPair("news");
  const conflicts = (changes: Partial<Pair>) =>
    conflictsAmong([
      { file: "shop.json", pair: good },
      { file: "news.json", pair: { ...other, ...changes } },
    ]).map(({ file, fault }) => `${file} ${fault.path}`);
  const otherRouter = other.router as FrontDoorRouter;

  test("not when each has its own", () => {
    expect(conflicts({})).toEqual([]);
  });

  test("not when they share the users' endpoint and name, each with a route of its own", () => {
    const second = `${routeId}-news`;
    const apart = { blue: "news-blue", green: "news-green" };
    const previewEndpoints = { blue: "preview-news-blue", green: "preview-news-green" };
    expect(conflicts(routed({ routeIds: [second], originGroups: apart, previewEndpoints }))).toEqual([]);
  });

  test.for<[string, Partial<Pair>, string[]]>([
    ["one name", { name: "shop" }, ["shop.json name", "news.json name"]],
    [
      "one cluster, though of another color",
      {
        environments: {
          ...other.environments,
          green: { ...other.environments.green, clusterId: blue.clusterId },
        },
      },
      ["shop.json environments.blue.clusterId", "news.json environments.green.clusterId"],
    ],
    [
      "one origin host",
      {
        environments: {
          ...other.environments,
          blue: { ...other.environments.blue, originHost: blue.originHost },
        },
      },
      ["shop.json environments.blue.originHost", "news.json environments.blue.originHost"],
    ],
    [
      "an origin of one is what users of the other ask for",
      { router: { ...otherRouter, publicHost: green.originHost } },
      ["shop.json environments.green.originHost", "news.json router.publicHost"],
    ],
    [
      "one route",
      { router: { ...otherRouter, routeIds: [routeId] } },
      ["shop.json router.routeIds.0", "news.json router.routeIds.0"],
    ],
    [
      "a preview of one is the users' endpoint of the other",
      routed({
        routeIds: [routeId.replaceAll("shop/routes/shop", "news/routes/news")],
        originGroups: { blue: "b", green: "g" },
        previewEndpoints: { blue: "shop", green: "news-green" },
      }),
      ["shop.json router.routeIds.0", "news.json router.previewEndpoints.blue"],
    ],
    [
      "one origin group in one profile",
      routed({
        routeIds: [`${routeId}-news`],
        originGroups: { blue: "blue", green: "news-green" },
        previewEndpoints: { blue: "p1", green: "p2" },
      }),
      ["shop.json router.originGroups.blue", "news.json router.originGroups.blue"],
    ],
  ])("when they have %s", ([, changes, paths], { expect }) => {
    expect(conflicts(changes)).toEqual(paths);
  });
});

describe("a pinned version is no target any more when AKS has ended its support", () => {
  const on = (day: string) => Date.parse(`${day}T12:00:00Z`);
  test.for([
    ["1.33", "2026-07-31", false],
    ["1.33", "2026-08-01", true],
    ["1.33.4", "2026-08-01", true],
    ["1.30", "2026-08-01", true],
    ["1.36", "2026-08-01", false],
    ["1.99", "2026-08-01", false],
    ["1.37", "2030-01-01", true],
  ] as const)("%s on %s: %s", ([pinned, day, isEnded], { expect }) => {
    const fault = endedPin({ ...good, versionPolicy: { pinned } }, on(day));
    expect(fault !== undefined).toBe(isEnded);
  });

  test("the fault names the day and what may be pinned instead", () => {
    expect(endedPin({ ...good, versionPolicy: { pinned: "1.33" } }, on("2026-11-23"))).toEqual({
      path: "versionPolicy.pinned",
      problem: "is 1.33, and AKS ended the support of 1.33 on 2026-07-31",
      fix: 'pin one of 1.34, 1.35, 1.36, 1.37, or say "latest"',
    });
  });

  test("a pair that follows the newest has nothing pinned", () => {
    expect(endedPin(good, on("2030-01-01"))).toBeUndefined();
  });
});

test("a waiver counts on its last day, and is a fault from the day after on", () => {
  const waivers = [{ code: "LOCKED", reason: "it is lifted in time", expires: "2026-12-31" }] as const;
  const onTheDay = Date.parse("2026-12-31T23:59:59Z");
  expect(expiredWaivers({ ...good, waivers }, onTheDay)).toEqual([]);
  expect(expiredWaivers({ ...good, waivers }, onTheDay + 1000)).toEqual([
    {
      path: "waivers[0].expires",
      problem: "is 2026-12-31, so LOCKED is not waived any more",
      fix: "remove the waiver, or give it a later day",
    },
  ]);
  expect(expiredWaivers(good, onTheDay)).toEqual([]);
});
