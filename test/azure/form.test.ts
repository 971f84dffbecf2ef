import { expect, test } from "vitest";
import { ClusterBody } from "../../src/azure/aks/cluster-body.ts";
import { formOf } from "../../src/azure/aks/form.ts";
import { driftOf } from "../../src/domain/upgrade/drift.ts";

const body = (properties: object, pool: object = {}) =>
  ClusterBody.parse({
    id: "/x",
    name: "aks",
    location: "westeurope",
    eTag: "1",
    properties: {
      provisioningState: "Succeeded",
      kubernetesVersion: "1.34",
      currentKubernetesVersion: "1.34.9",
      networkProfile: { podCidr: "10.0.0.0/16" },
      agentPoolProfiles: [{ name: "system", vmSize: "D4", count: 3, minCount: 1, maxCount: 5, ...pool }],
      ...properties,
    },
  });
const pathsAfter = (properties: object, pool?: object): readonly string[] =>
  driftOf("blue", formOf(body({})), formOf(body(properties, pool))).map(({ path }) => path);

test("a form tells what people set, down to a pool", () => {
  expect(pathsAfter({ networkProfile: { podCidr: "10.9.0.0/16" } })).toEqual(["networkProfile.podCidr"]);
  expect(pathsAfter({}, { maxCount: 9 })).toEqual(["agentPoolProfiles[system].maxCount"]);
  expect(pathsAfter({ disableLocalAccounts: true })).toEqual(["disableLocalAccounts"]);
});

test("what moves by itself, or is written by an operation, is no part of a form", () => {
  const moved = { provisioningState: "Updating", kubernetesVersion: "1.35", fqdn: "x" };
  const ownPool = { count: 5, minCount: 3, tags: { held: "1" }, nodeImageVersion: "2", eTag: "2" };
  expect(pathsAfter({ ...moved, autoUpgradeProfile: { upgradeChannel: "none" } }, ownPool)).toEqual([]);
  expect(pathsAfter({ currentKubernetesVersion: "1.35.5" })).toEqual(["currentKubernetesVersion"]);
});

test("null is as good as absent", () => {
  expect(pathsAfter({ httpProxyConfig: null })).toEqual([]);
});

test("a drift tells so much of each value, and the first changes only", () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, nth) => [`p${nth}`, "x".repeat(500)]));
  const drifts = driftOf("blue", formOf(body({})), formOf(body(many)));
  expect(JSON.stringify(drifts).length).toBeLessThan(1500);
});
