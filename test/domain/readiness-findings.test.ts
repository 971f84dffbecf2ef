import { expect, test } from "vitest";
import type { Pair } from "../../src/domain/environment/pair.ts";
import type { RouterInspection } from "../../src/domain/upgrade/inspection.ts";
import { gateFindings, inspectionFindings } from "../../src/domain/upgrade/readiness-findings.ts";
import { routerFindings } from "../../src/domain/upgrade/router-findings.ts";
import { aPair } from "../support/a-pair.ts";
import { aGroup, aRouter, aRouterInspection, aSharedRouter } from "../support/a-router.ts";

const pairWith = (router: object): Pair =>
  aPair({ router: { ...aPair().router, ...router } as Pair["router"] });
const groupsWith = (origin: object, group: object = {}): Pick<RouterInspection, "groups"> => ({
  groups: aRouterInspection().groups.map((one) => ({
    ...one,
    ...group,
    origins: one.origins.map((each) => ({ ...each, ...origin })),
  })),
});
const preview = { leadsToItsGroup: true, isProtected: true };

test("a pair as infra lays it has nothing against it", () => {
  expect(inspectionFindings(aPair(), aRouterInspection())).toEqual([]);
  expect(routerFindings(aPair(), aRouter("blue"))).toEqual([]);
});

test.for<[string, Pair, Partial<RouterInspection>, string, string]>([
  ["a profile of CDN (classic)", aPair(), { isClassic: true }, "PROFILE_CLASSIC", "blocking"],
  [
    "a route that caches",
    aPair(),
    { routes: [{ id: "the route", caches: true }] },
    "ROUTE_CACHES",
    "warning",
  ],
  [
    "a latency sensitivity that makes weights void",
    aPair({ steps: [10, 100] }),
    groupsWith({}, { latencySensitivityMs: 0 }),
    "WEIGHTS_VOID",
    "blocking",
  ],
  ["a Private Link origin", aPair(), groupsWith({ isPrivateLink: true }), "PRIVATE_LINK", "blocking"],
  [
    "no host header, and no name for the previews",
    aPair(),
    groupsWith({ hostHeader: null }),
    "PREVIEW_HOST_UNNAMED",
    "blocking",
  ],
  [
    "a host header that users do not ask with",
    aPair(),
    groupsWith({ hostHeader: "other.example" }),
    "HOST_HEADER",
    "warning",
  ],
  [
    "a preview endpoint that leads elsewhere",
    aPair(),
    { previews: { blue: { ...preview, leadsToItsGroup: false }, green: preview } },
    "PREVIEW_LAYOUT",
    "blocking",
  ],
  [
    "a public preview endpoint",
    aPair(),
    { previews: { blue: preview, green: { ...preview, isProtected: false } } },
    "PREVIEW_PUBLIC",
    "warning",
  ],
])("%s is found, with its fix", ([, pair, wanted, code, severity]) => {
  const [finding] = inspectionFindings(pair, aRouterInspection(wanted)).filter((one) => one.code === code);
  expect(finding).toMatchObject({ code, severity });
  expect(finding?.fix).not.toBe("");
  expect(finding?.resource).not.toBe("");
});

test("named previews are accepted without a host header", () => {
  const pair = pairWith({ previewHosts: { blue: "p-blue.example", green: "p-green.example" } });
  expect(inspectionFindings(pair, aRouterInspection(groupsWith({ hostHeader: null })))).toEqual([]);
});

test("a Front Door (classic) is told when it retires", () => {
  const router = {
    kind: "frontDoorClassic",
    frontDoorId: "the front door",
    routingRule: "users",
    backendPools: { blue: "blue", green: "green" },
    publicHost: "www.shop.example",
  } as const;
  const [finding] = inspectionFindings(
    aPair({ router }),
    aRouterInspection({ isClassic: true, previews: null }),
  );
  expect(finding).toMatchObject({ code: "CLASSIC_RETIRES", severity: "warning" });
  expect(finding?.message).toContain("2027-03-31");
});

const probe = {
  path: "/.well-known/environment",
  method: "HEAD",
  protocol: "Https",
  intervalSeconds: 15,
  sampleSize: 4,
  successfulSamplesRequired: 3,
};

test.for<[string, object, string]>([
  ["every four minutes", { intervalSeconds: 240 }, "PROBE_INTERVAL"],
  ["every second", { intervalSeconds: 1 }, "PROBE_INTERVAL"],
  ["by no method", { method: "NotSet" }, "PROBE_METHOD"],
  ["past the gate", { path: "/" }, "PROBE_PATH"],
])("groups probed %s leave no quick way back", ([, wanted, code]) => {
  const of = (color: "blue" | "green") => aGroup(color, { probe: { ...probe, ...wanted } });
  const router = aRouter("blue", { groups: { blue: of("blue"), green: of("green") } });
  expect(routerFindings(aPair(), router).map((finding) => finding.code)).toEqual([code, code]);
});

test("a shared group holds the active at priority 2", () => {
  const pair = pairWith({ mode: "origin", sharedGroup: "users" });
  expect(routerFindings(pair, aSharedRouter("green"))).toEqual([]);
  const entries =
    aSharedRouter("green").groups.shared?.entries.map((entry) => ({ ...entry, priority: 1 })) ?? [];
  const router = aSharedRouter("green");
  const groups = { ...router.groups, shared: aGroup("green", { entries }) };
  expect(routerFindings(pair, { ...router, groups }).map((finding) => finding.code)).toEqual([
    "GROUP_LAYOUT",
  ]);
});

test.for([
  [{ kind: "closed", color: "blue", epoch: 3 }, "GATE_CLOSED"],
  [{ kind: "unhealthy", color: "blue", epoch: 3 }, "GATE_UNHEALTHY"],
  [{ kind: "open", color: "green", epoch: 3 }, "GATE_OF_OTHER_COLOR"],
  [{ kind: "noGate", said: "it answers 404" }, "GATE_MISSING"],
  [{ kind: "unreachable", why: "ECONNREFUSED" }, "GATE_UNREACHABLE"],
  [{ kind: "unreachable", why: "ERR_TLS_CERT_ALTNAME_INVALID" }, "CERTIFICATE_NAME"],
] as const)("a gate that answers %o is found", ([gate, code]) => {
  expect(gateFindings(aPair(), "blue", gate)).toMatchObject([{ code, severity: "blocking" }]);
  expect(gateFindings(aPair(), "blue", { kind: "open", color: "blue", epoch: 3 })).toEqual([]);
});
