import { expect, test } from "vitest";
import type { Clients } from "../../src/azure/arm/clients.ts";
import { aksClusters } from "../../src/azure/aks/clusters.ts";
import { clusterIdOf } from "../support/a-pair.ts";
import { scriptedArm, troubleOf, type ScriptedAnswer } from "../support/scripted-arm.ts";

const green = clusterIdOf("green");

const pool = (name: string, provisioningState: string) => ({
  name,
  mode: "User",
  count: 3,
  orchestratorVersion: "1.34.9",
  currentOrchestratorVersion: "1.34.9",
  provisioningState,
  powerState: { code: "Running" },
});

/** What AKS does with the write of the pool `web`, while the cluster is upgraded: alone, or for another pool's sake. */
function upgradeOfWeb(other: string, answer: ScriptedAnswer) {
  const body = {
    id: green,
    name: "aks-shop-green",
    location: "westeurope",
    properties: {
      provisioningState: "Upgrading",
      powerState: { code: "Running" },
      kubernetesVersion: "1.35.5",
      currentKubernetesVersion: "1.35.5",
      agentPoolProfiles: [pool("system", other), pool("web", "Succeeded")],
    },
  };
  const { client, asked } = scriptedArm(({ method }) => (method === "GET" ? { status: 200, body } : answer));
  const clusters = aksClusters({ aks: () => client } as unknown as Clients);
  const begin = async () => clusters.beginUpgradePool(green, "web", "1.35.5");
  return { begin, methods: () => asked.map(({ method }) => method) };
}

test("a pool is upgraded beside another", async () => {
  const { begin, methods } = upgradeOfWeb("Upgrading", { status: 200 });
  expect(await begin()).toEqual({ kind: "begun", handle: { resourceId: `${green}/agentPools/web` } });
  expect(methods()).toEqual(["GET", "PUT"]);
});

test("a pool waits for the cluster where AKS takes no second operation", async () => {
  const body = { code: "OperationNotAllowed", message: "Another operation is in progress" };
  const { begin } = upgradeOfWeb("Upgrading", { status: 409, body });
  expect(await begin()).toEqual({ kind: "begun", handle: { resourceId: green } });
});

test("a pool that is throttled is asked for again when Azure says so", async () => {
  const body = { code: "Throttled", message: "slow" };
  const { begin } = upgradeOfWeb("Upgrading", { status: 429, headers: { "retry-after": "90" }, body });
  expect(await troubleOf(begin())).toMatchObject({ code: "Throttled", retryAfterSeconds: 90 });
});

test("no pool is written to while the control plane is upgraded", async () => {
  const { begin, methods } = upgradeOfWeb("Succeeded", { status: 200 });
  expect(await begin()).toEqual({ kind: "begun", handle: { resourceId: green } });
  expect(methods()).toEqual(["GET"]);
});
