import { expect, test } from "vitest";
import { startAks } from "../../../src/simulator/aks/aks.ts";
import type { LongRunningOperations, WorldSeed } from "../../../src/simulator/joints.ts";
import { handMovedAgenda } from "../data/hand-moved-agenda.ts";

const group = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters";
const [blue, green] = [`${group}/aks-shop-blue`, `${group}/aks-shop-green`];
const flux = `${green}/providers/Microsoft.KubernetesConfiguration`;
const hour = 3_600_000;

function aWorld() {
  const agenda = handMovedAgenda("2026-11-05T09:00:00Z");
  const operations: LongRunningOperations = {
    begin: ({ resourceId, durationMs, succeed }) => {
      agenda.at(agenda.now() + durationMs, resourceId, succeed);
      return { "azure-asyncoperation": "https://management.azure.com/operation" };
    },
  };
  const seed = {
    pair: "shop",
    location: "westeurope",
    clusters: { blue, green },
    idle: "absent",
    versions: { blue: "1.34.9", green: "1.34.9" },
  } as WorldSeed;
  const aks = startAks({ agenda, draw: () => 0.5, seed, operations });
  const ask = (
    method: string,
    path: string,
    ...[body, headers = {}]: [body?: unknown, headers?: Record<string, string>]
  ) => {
    const request = { method, path, body, headers, query: new URLSearchParams() };
    return (aks.fluxProvider.find(request) ?? aks.provider.find(request))?.answer();
  };
  return { aks, ask, settle: () => agenda.moveTo(agenda.now() + 4 * hour) };
}

const cluster = (kubernetesVersion: string, orchestratorVersion = kubernetesVersion) => ({
  location: "westeurope",
  properties: { kubernetesVersion, agentPoolProfiles: [{ name: "system", count: 3, orchestratorVersion }] },
});

test("a cluster is created, climbs two minors with its pool, stops and starts", () => {
  const { aks, ask, settle } = aWorld();
  expect(ask("PUT", green, cluster("1.34.9"))?.status).toBe(201);
  expect(aks.directory.serving("green").state).toBe("absent");
  settle();
  for (const [from, to] of [
    ["1.34.9", "1.35.5"],
    ["1.35.5", "1.36.4"],
  ] as const) {
    expect(ask("PUT", green, cluster(to, from))?.status).toBe(200);
    settle();
    expect(ask("GET", `${green}/agentPools/system`)?.body).toHaveProperty(
      "properties.currentOrchestratorVersion",
      from,
    );
    ask("PUT", `${green}/agentPools/system`, { properties: { orchestratorVersion: to } });
    settle();
    expect(ask("GET", `${green}/agentPools/system`)?.body).toHaveProperty(
      "properties.currentOrchestratorVersion",
      to,
    );
  }
  expect(aks.directory.serving("green")).toMatchObject({ state: "running", version: "1.36.4" });
  expect(ask("POST", `${green}/stop`)?.status).toBe(202);
  settle();
  expect(aks.directory.serving("green").state).toBe("stopped");
  expect(ask("PUT", green, cluster("1.36.4"))?.status).toBe(400);
  ask("POST", `${green}/start`);
  settle();
  expect(aks.directory.serving("green").state).toBe("running");
});

test("a second operation, an existing name and versions that cannot be are refused", () => {
  const { ask, settle } = aWorld();
  expect(ask("PUT", blue, cluster("1.34.9"), { "if-none-match": "*" })?.status).toBe(412);
  expect(ask("PUT", green, cluster("1.30.1"))?.body).toMatchObject({ code: "K8sVersionNotSupported" });
  expect(ask("PUT", blue, cluster("1.36.4", "1.34.9"))?.body).toMatchObject({ code: "OperationNotAllowed" });
  const newer = { properties: { orchestratorVersion: "1.35.5" } };
  expect(ask("PUT", `${blue}/agentPools/system`, newer)?.body).toMatchObject({
    code: "NodePoolMcVersionIncompatible",
  });
  expect(ask("PATCH", blue, { tags: { a: "b" } })?.status).toBe(200);
  expect(ask("POST", `${blue}/stop`)).toMatchObject({ status: 409, body: { code: "OperationNotAllowed" } });
  settle();
  expect(ask("POST", `${blue}/stop`)?.status).toBe(202);
});

test("two pools are upgraded side by side, while the cluster takes nothing else", () => {
  const { ask, settle } = aWorld();
  const pools = ["system", "web"].map((name) => ({ name, count: 3, orchestratorVersion: "1.34.9" }));
  const twoPools = (version: string) => ({
    location: "westeurope",
    properties: { kubernetesVersion: version, agentPoolProfiles: pools },
  });
  ask("PUT", green, twoPools("1.34.9"));
  settle();
  ask("PUT", green, twoPools("1.35.5"));
  settle();
  const newer = { properties: { orchestratorVersion: "1.35.5" } };
  expect(ask("PUT", `${green}/agentPools/system`, newer)?.status).toBe(200);
  expect(ask("PUT", `${green}/agentPools/web`, newer)?.status).toBe(200);
  expect(ask("PUT", `${green}/agentPools/web`, newer)?.status).toBe(409);
  expect(ask("POST", `${green}/stop`)?.status).toBe(409);
  settle();
  const upgraded = { currentOrchestratorVersion: "1.35.5", provisioningState: "Succeeded" };
  expect(ask("GET", green)?.body).toMatchObject({
    properties: { provisioningState: "Succeeded", agentPoolProfiles: [upgraded, upgraded] },
  });
  expect(ask("POST", `${green}/stop`)?.status).toBe(202);
});

test("workloads are ready once Flux reports compliance, and again after a stop and a start", () => {
  const { aks, ask, settle } = aWorld();
  ask("PUT", green, cluster("1.36.4"));
  settle();
  const configuration = { properties: { kustomizations: { apps: {} } } };
  expect(ask("PUT", `${flux}/fluxConfigurations/shop`, configuration)?.status).toBe(400);
  ask("PUT", `${flux}/extensions/flux`, { properties: { extensionType: "microsoft.flux" } });
  settle();
  expect(ask("PUT", `${flux}/fluxConfigurations/shop`, configuration)?.status).toBe(201);
  expect(aks.directory.serving("green").workloadsReady).toBe(false);
  const seen: boolean[] = [];
  aks.directory.onChange((color) => seen.push(aks.directory.serving(color).workloadsReady));
  settle();
  ask("POST", `${green}/stop`);
  settle();
  ask("POST", `${green}/start`);
  settle();
  expect(seen).toEqual([true, false, false, true]);
});

test("an autoscaled pool takes new bounds and tags alone, keeps the rest, and is read back so", () => {
  const { ask, settle } = aWorld();
  const pool = `${blue}/agentPools/system`;
  const bounds = { enableAutoScaling: true, minCount: 1, maxCount: 5, count: 3 };
  expect(ask("GET", pool)?.body).toMatchObject({ properties: bounds });

  const held = ask("PUT", pool, { properties: { minCount: 3, tags: { "held-for": "shop-1-upgrade" } } });
  expect(held).toMatchObject({ status: 200, headers: { "azure-asyncoperation": expect.any(String) } });
  expect(ask("GET", pool)?.body).toMatchObject({ properties: { provisioningState: "Updating" } });
  settle();
  const tags = { "held-for": "shop-1-upgrade" };
  const expected = { ...bounds, minCount: 3, tags, mode: "System", provisioningState: "Succeeded" };
  expect(ask("GET", pool)?.body).toMatchObject({ properties: expected });
  expect(ask("GET", blue)?.body).toMatchObject({
    properties: { agentPoolProfiles: [{ name: "system", ...expected }] },
  });

  ask("PUT", pool, { properties: { minCount: 4, tags: {} } });
  settle();
  expect(ask("GET", pool)?.body).toMatchObject({ properties: { minCount: 4, count: 4 } });
  expect(ask("GET", pool)?.body).toHaveProperty("properties.tags", {});
});

test.for([
  ["a minimum above the maximum", { minCount: 6 }],
  ["a system pool without a node", { minCount: 0 }],
  ["no maximum", { maxCount: null }],
])("%s is refused, and the bounds stay", ([, properties], { expect }) => {
  const { ask } = aWorld();
  const pool = `${blue}/agentPools/system`;
  expect(ask("PUT", pool, { properties })).toMatchObject({ status: 400, body: { code: "InvalidParameter" } });
  expect(ask("GET", pool)?.body).toMatchObject({ properties: { minCount: 1, maxCount: 5 } });
});

test("every build of a cluster has an issuer of its own, which it keeps when it is stopped", () => {
  const { aks, ask, settle } = aWorld();
  const build = () => {
    ask("PUT", green, cluster("1.34.9"));
    settle();
    return aks.issuerOf(green);
  };
  const first = build();
  ask("POST", `${green}/stop`);
  settle();
  expect(aks.issuerOf(green)).toBe(first);
  expect(ask("GET", green)?.body).toHaveProperty("properties.oidcIssuerProfile.issuerURL", first);
  ask("DELETE", green);
  settle();
  expect(aks.issuerOf(green)).toBeUndefined();
  expect(new Set([first, build(), aks.issuerOf(blue)]).size).toBe(3);
});

test("what nobody of the app has begun keeps a cluster busy, and an upgrade of AKS's own takes its pools along", () => {
  const { aks, ask, settle } = aWorld();
  aks.add({ kind: "foreignOperation", color: "blue", minutes: 90 });
  expect(ask("GET", blue)?.body).toMatchObject({ properties: { provisioningState: "Updating" } });
  expect(ask("PUT", blue, cluster("1.35.5", "1.34.9"))?.status).toBe(409);
  settle();
  aks.add({ kind: "foreignUpgrade", color: "blue", version: "1.35.5" });
  expect(ask("GET", blue)?.body).toMatchObject({ properties: { provisioningState: "Upgrading" } });
  settle();
  expect(ask("GET", blue)?.body).toMatchObject({
    properties: {
      provisioningState: "Succeeded",
      currentKubernetesVersion: "1.35.5",
      agentPoolProfiles: [{ currentOrchestratorVersion: "1.35.5" }],
    },
  });
});
