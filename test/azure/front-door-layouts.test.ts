import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/domain/upgrade/findings.ts";
import { inspectionFindings } from "../../src/domain/upgrade/readiness-findings.ts";
import { routerFindings } from "../../src/domain/upgrade/router-findings.ts";
import {
  anOrigin,
  anOriginGroup,
  aProfile,
  aRoute,
  groupRef,
  pairInMode,
  routerOn,
  ruleSetRef,
  type ProfileLists,
} from "../support/scripted-profile.ts";

type Mode = "route" | "origin";

/** What readiness says to a profile that differs from the layout of the docs only so. */
async function findingsOf(mode: Mode, change: (profile: ProfileLists) => void): Promise<readonly Finding[]> {
  const profile = aProfile(mode);
  change(profile);
  const pair = pairInMode(mode);
  const { router } = routerOn(profile);
  const found = [
    ...routerFindings(pair, await router.read(pair)),
    ...inspectionFindings(pair, await router.inspect(pair)),
  ];
  return found.filter((finding) => finding.code !== "PREVIEW_PUBLIC");
}

const blockingOf = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter((finding) => finding.severity === "blocking")
    .map(({ code, resource }) => `${code} ${resource.slice(resource.lastIndexOf("/") + 1)}`);

const ruled = (override: unknown) => (profile: ProfileLists) => {
  const parameters = { originGroupOverride: override, cacheConfiguration: { cacheDuration: "1.00:00:00" } };
  profile["ruleSets/rules/rules"] = {
    statics: { actions: [{ name: "RouteConfigurationOverride", parameters }] },
  };
  const [[name, route] = ["", {}]] = Object.entries(profile["afdEndpoints/shop/routes"] ?? {});
  profile["afdEndpoints/shop/routes"] = { [name]: { ...route, ruleSets: [ruleSetRef("rules")] } };
};

const to = (group: string) => ({ originGroup: groupRef(group), forwardingProtocol: "HttpsOnly" });

const add = (list: string, items: ProfileLists[string]) => (profile: ProfileLists) => {
  profile[list] = { ...profile[list], ...items };
};

const all =
  (...changes: readonly ((profile: ProfileLists) => void)[]) =>
  (profile: ProfileLists): void => {
    for (const change of changes) change(profile);
  };

const statics = all(
  add("originGroups", { statics: anOriginGroup() }),
  add("originGroups/statics/origins", { store: anOrigin("store.example", 1) }),
);
const thirdGroup = all(
  add("originGroups", { third: anOriginGroup() }),
  add("originGroups/third/origins", { one: anOrigin("GREEN.shop.example", 1) }),
);
const partners = (group: string) =>
  all(
    add("afdEndpoints", { partners: { enabledState: "Enabled" } }),
    add("afdEndpoints/partners/routes", { everything: aRoute(group) }),
  );
const probed = (balancing: object, probe: object) => (profile: ProfileLists) => {
  for (const name of Object.keys(profile["originGroups"] ?? {}))
    profile["originGroups"] = {
      ...profile["originGroups"],
      [name]: anOriginGroup({ ...balancing }, { ...probe }),
    };
};

/** The rows of the cases that are about the layout, each in its own words. */
const rows: readonly (readonly [string, Mode, (profile: ProfileLists) => void, readonly string[]])[] = [
  [
    "A second route of the users' endpoint (`/api/*`) leads to a color's group and is not in `routeIds`",
    "route",
    add("afdEndpoints/shop/routes", { api: aRoute("blue") }),
    ["ROUTE_NOT_NAMED api"],
  ],
  [
    "Another endpoint (`partners`, route `/*`) leads to a color's group",
    "route",
    partners("green"),
    ["WAY_NOT_NAMED everything"],
  ],
  [
    "A route leads to a third group that holds one environment's origin (by host name)",
    "route",
    all(thirdGroup, partners("third")),
    ["WAY_NOT_NAMED everything"],
  ],
  ["A rule with only caching, `originGroupOverride: null` (ARM answers it so)", "route", ruled(null), []],
  [
    "A rule sends `/static` to a group without an environment",
    "route",
    all(statics, ruled(to("statics"))),
    [],
  ],
  ["Mode `origin`, a rule overrides to the shared group itself", "origin", ruled(to("users")), []],
  [
    "Mode `origin`, a rule overrides to a color's own group",
    "origin",
    ruled(to("green")),
    ["RULE_OVERRIDES statics"],
  ],
  [
    "An origin that is no color's, enabled, at a priority number at or below the active's, in a routed group",
    "route",
    add("originGroups/blue/origins", { old: anOrigin("old.shop.example", 1) }),
    ["STRANGER_IN_GROUP old"],
  ],
  [
    "`sampleSize` 16, `successfulSamplesRequired` 3, probe every 30 s",
    "route",
    probed({ sampleSize: 16, successfulSamplesRequired: 3 }, { probeIntervalInSeconds: 30 }),
    ["LEAVES_TOO_LATE blue", "LEAVES_TOO_LATE green"],
  ],
];

describe("readiness of a layout beyond the one of the docs", () => {
  test.for(rows)("%s", async ([, mode, change, expected]) => {
    expect(blockingOf(await findingsOf(mode, change))).toEqual(expected);
  });

  test("the layout of the docs has nothing against it, in either mode", async () => {
    expect(await findingsOf("route", () => undefined)).toEqual([]);
    expect(await findingsOf("origin", () => undefined)).toEqual([]);
  });

  test("a rule to a group without an environment blocks in no mode", async () => {
    expect(blockingOf(await findingsOf("origin", all(statics, ruled(to("statics")))))).toEqual([]);
  });

  test("a rule to a color's group blocks where users are moved by their route, too", async () => {
    expect(blockingOf(await findingsOf("route", ruled(to("blue"))))).toEqual(["RULE_OVERRIDES statics"]);
  });

  test("a rule of the partners' route to the shared group is not the users' own", async () => {
    const change = all(
      statics,
      partners("statics"),
      ruled(to("users")),
      add("afdEndpoints/partners/routes", {
        everything: aRoute("statics", { ruleSets: [ruleSetRef("rules")] }),
      }),
    );
    expect(blockingOf(await findingsOf("origin", change))).toEqual(["RULE_OVERRIDES statics"]);
  });

  test("says in minutes when edges leave", async () => {
    const slow = probed({ sampleSize: 16, successfulSamplesRequired: 3 }, { probeIntervalInSeconds: 30 });
    const [finding] = await findingsOf("route", slow);
    expect(finding?.message).toContain("(16 − 3 + 1) × 30 s = 7 min");
  });
});

describe("what leads nowhere is no finding", () => {
  test.for<[string, (profile: ProfileLists) => void]>([
    [
      "a disabled route",
      add("afdEndpoints/shop/routes", { api: aRoute("blue", { enabledState: "Disabled" }) }),
    ],
    [
      "a route of a disabled endpoint",
      all(partners("green"), add("afdEndpoints", { partners: { enabledState: "Disabled" } })),
    ],
    [
      "a route to a group whose environment is disabled",
      all(thirdGroup, partners("third"), (profile) => {
        profile["originGroups/third/origins"] = { one: anOrigin("green.shop.example", 1, "Disabled") };
      }),
    ],
    [
      "a rule of a disabled route",
      all(
        ruled(to("blue")),
        partners("blue"),
        add("afdEndpoints/shop/routes", { shop: aRoute("blue") }),
        add("afdEndpoints/partners/routes", {
          everything: aRoute("blue", { enabledState: "Disabled", ruleSets: [ruleSetRef("rules")] }),
        }),
      ),
    ],
    [
      "a disabled stranger",
      add("originGroups/blue/origins", { old: anOrigin("old.example", 1, "Disabled") }),
    ],
    [
      "a stranger behind everybody",
      add("originGroups/blue/origins", { sorry: anOrigin("sorry.example", 5) }),
    ],
  ])("%s", async ([, change]) => {
    expect(await findingsOf("route", change)).toEqual([]);
  });
});

describe("a router that is not at rest is seen, with the ways out", () => {
  test("two environments at one priority in the group that users are on", async () => {
    const change = add("originGroups/blue/origins", { other: anOrigin("green.shop.example", 1) });
    const findings = await findingsOf("route", change);
    expect(blockingOf(findings)).toContain("ROUTER_NOT_AT_REST blue");
    const { fix } = findings.find((one) => one.code === "ROUTER_NOT_AT_REST") ?? { fix: "" };
    expect(fix).toMatch(/POST \/api\/pairs\/shop\/rollback .* by hand/);
  });

  test("users' routes that lead to different groups", async () => {
    const profile = aProfile("origin");
    add("afdEndpoints/shop/routes", { api: aRoute("blue") })(profile);
    const pair = pairInMode("origin");
    if (pair.router.kind !== "frontDoor") throw new Error("a pair on Front Door");
    const routeIds = [...pair.router.routeIds, `${pair.router.profileId}/afdEndpoints/shop/routes/api`];
    const both = { ...pair, router: { ...pair.router, routeIds } };
    const { router } = routerOn(profile);
    const codes = routerFindings(both, await router.read(both)).map((finding) => finding.code);
    expect(codes).toEqual(expect.arrayContaining(["ROUTE_UNUSABLE", "ROUTER_NOT_AT_REST"]));
  });

  test("a stranger that users fall back to is a warning", async () => {
    const change = add("originGroups/blue/origins", { old: anOrigin("old.example", 2) });
    const [finding] = await findingsOf("route", change);
    expect(finding).toMatchObject({ code: "STRANGER_BESIDE_STANDBY", severity: "warning" });
  });
});

test("a users' endpoint that is disabled serves nobody", async () => {
  const findings = await findingsOf("route", add("afdEndpoints", { shop: { enabledState: "Disabled" } }));
  expect(blockingOf(findings)).toContain("ROUTE_UNUSABLE shop");
});

test.skipIf(process.env["CASES"] === undefined)("every layout of the cases has its row here", () => {
  const text = readFileSync(join(process.env["CASES"] ?? "", "front-door.md"), "utf8");
  const told = text.split("\n").flatMap((line) => /^\| (?!Layout|---)(.+?) \|/.exec(line)?.[1] ?? []);
  // operations and metrics have tests of their own: long-running.test.ts, traffic metrics in test/contract
  const elsewhere = /^(A long-running operation|The metric's)/;
  const here = rows.map(([name]) => name);
  expect(told.filter((name) => !elsewhere.test(name) && !here.includes(name))).toEqual([]);
});
