import { expect, test } from "vitest";
import type { OwnersClusters } from "../../../src/simulator/aks/owners-clusters.ts";
import type { WorldSeed } from "../../../src/simulator/joints.ts";
import { useClients } from "../control/arm-clients.ts";
import { aSeed } from "../data/a-cloud.ts";

const [rg, blue, green] = ["rg-shop", "aks-shop-blue", "aks-shop-green"];

const useOwners = async (owner: OwnersClusters, more: Partial<WorldSeed> = {}) =>
  useClients({ ...aSeed, owner, ...more });

const refusal = async (call: PromiseLike<unknown>): Promise<unknown> =>
  call.then(
    () => "it was taken",
    (error: unknown) => error,
  );

test("a pool is told in the state that its owner has left it in, and the cluster runs all the same", async () => {
  const pools = [
    { name: "nights", isStopped: true },
    { name: "broken", provisioningState: "Failed" },
  ];
  const { clusters } = await useOwners({ pools });
  const { powerState, agentPoolProfiles } = await clusters.managedClusters.get(rg, blue);
  expect(powerState?.code).toBe("Running");
  expect(
    agentPoolProfiles?.map((pool) => [pool.name, pool.provisioningState, pool.powerState?.code]),
  ).toEqual([
    ["system", "Succeeded", "Running"],
    ["nights", "Succeeded", "Stopped"],
    ["broken", "Failed", "Running"],
  ]);
  expect(await clusters.agentPools.get(rg, blue, "nights")).toMatchObject({
    powerState: { code: "Stopped" },
  });
});

test("a cluster of a service principal tells its application and no secret, and is not made again without one", async () => {
  const { clusters } = await useOwners({ servicePrincipal: "11111111-2222-3333-4444-555555555555" });
  const told = await clusters.managedClusters.get(rg, blue);
  expect(told.servicePrincipalProfile).toEqual({ clientId: "11111111-2222-3333-4444-555555555555" });
  expect(told.identity).toBeUndefined();
  const { location, servicePrincipalProfile = { clientId: "" } } = told;
  const copy = { location, servicePrincipalProfile, agentPoolProfiles: [{ name: "system" }] };
  expect(await refusal(clusters.managedClusters.createOrUpdate(rg, green, copy).submitted())).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining("servicePrincipalProfile.secret"),
  });
});

test("a managed identity is told as the application msi", async () => {
  const { clusters } = await useOwners({});
  const { identity, servicePrincipalProfile } = await clusters.managedClusters.get(rg, blue);
  expect(identity?.type).toBe("SystemAssigned");
  expect(servicePrincipalProfile).toEqual({ clientId: "msi" });
});

test("a cluster whose nodes are made by auto-provisioning says so, and its stop is refused", async () => {
  const { clusters } = await useOwners({ autoProvisioned: true });
  const { nodeProvisioningProfile } = await clusters.managedClusters.get(rg, blue);
  expect(nodeProvisioningProfile?.mode).toBe("Auto");
  expect(await refusal(clusters.managedClusters.stop(rg, blue))).toMatchObject({ statusCode: 400 });
});

test("a minor that only long-term support has is listed so, and taken by a cluster of that plan alone", async () => {
  const { clusters } = await useOwners({}, { longTermMinors: ["1.34"] });
  const { values = [] } = await clusters.managedClusters.listKubernetesVersions("westeurope");
  expect(values.map(({ version, capabilities }) => [version, capabilities?.supportPlan])).toEqual([
    ["1.34", ["AKSLongTermSupport"]],
    ["1.35", ["KubernetesOfficial", "AKSLongTermSupport"]],
    ["1.36", ["KubernetesOfficial", "AKSLongTermSupport"]],
    ["1.37", ["KubernetesOfficial", "AKSLongTermSupport"]],
  ]);
  const body = {
    location: "westeurope",
    kubernetesVersion: "1.34.9",
    agentPoolProfiles: [{ name: "system" }],
  };
  const create = (plan: string) =>
    clusters.managedClusters.createOrUpdate(rg, green, { ...body, supportPlan: plan }).submitted();
  expect(await refusal(create("KubernetesOfficial"))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining("only available for Long-Term Support"),
  });
  expect(await refusal(create("AKSLongTermSupport"))).toBe("it was taken");
});
