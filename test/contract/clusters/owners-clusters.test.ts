import { expect, test } from "vitest";
import { aksClusters } from "../../../src/azure/aks/clusters.ts";
import type { Clients } from "../../../src/azure/arm/clients.ts";
import { operationIdOf } from "../../../src/domain/upgrade/pair-record.ts";
import type { OwnersClusters } from "../../../src/simulator/aks/owners-clusters.ts";
import type { WorldSeed } from "../../../src/simulator/joints.ts";
import type { Begun, Clusters, Progress } from "../../../src/workflow/ports.ts";
import { useClients } from "../../simulator/control/arm-clients.ts";
import { aSeed } from "../../simulator/data/a-cloud.ts";

const { blue, green } = aSeed.clusters;
const operationId = operationIdOf("shop", 1, "upgrade");

const said = { candidate: "green", overrides: {}, nodeResourceGroup: null } as const;

/** Our adapter on clusters as their owner has left them, over the wire. */
async function useAdapter(more: Partial<WorldSeed>) {
  const { clusters: client, ...arm } = await useClients({ ...aSeed, ...more });
  return { ...arm, clusters: aksClusters({ aks: () => client } as unknown as Clients) };
}

const copyTo = async (clusters: Clusters, version: string): Promise<Begun> =>
  clusters.beginCopy({ from: blue, to: green, version, operationId, ...said });

const ended = async (clusters: Clusters, begun: Begun): Promise<Progress["kind"]> =>
  begun.kind === "done" ? "succeeded" : (await clusters.poll(begun.handle)).kind;

test("pools that are stopped or have failed are told as they are, and the copy's pools all run", async () => {
  const pools = [
    { name: "nights", isStopped: true },
    { name: "broken", provisioningState: "Failed" },
  ];
  const { clusters, pass } = await useAdapter({ owner: { pools } });
  const source = await clusters.find(blue);
  expect(source?.pools.map((pool) => [pool.name, pool.provisioningState, pool.powerState])).toEqual([
    ["system", "Succeeded", "Running"],
    ["nights", "Succeeded", "Stopped"],
    ["broken", "Failed", "Running"],
  ]);
  const begun = await copyTo(clusters, "1.34.9");
  pass(60);
  expect(await ended(clusters, begun)).toBe("succeeded");
  const states = (await clusters.find(green))?.pools.map(
    (pool) => `${pool.provisioningState} ${pool.powerState}`,
  );
  expect(new Set(states)).toEqual(new Set(["Succeeded Running"]));
});

test("a cluster of a service principal is upgraded as the same application", async () => {
  const { clusters, pass, ask } = await useAdapter({ owner: { servicePrincipal: "an-application" } });
  const begun = await clusters.beginUpgradeControlPlane(blue, "1.35.5");
  pass(60);
  expect(await ended(clusters, begun)).toBe("succeeded");
  expect((await ask("GET", `${blue}?api-version=2026-04-01`)).body).toMatchObject({
    properties: {
      currentKubernetesVersion: "1.35.5",
      servicePrincipalProfile: { clientId: "an-application" },
    },
  });
});

test("a cluster of a service principal is not copied, and it is said why; one with a managed identity is", async () => {
  const findings = async (owner: OwnersClusters) => {
    const { clusters } = await useAdapter({ owner });
    const order = { from: blue, to: green, version: "1.34.9", ...said };
    return (await clusters.planCopy(order)).findings.map(({ code }) => code);
  };
  expect(await findings({ servicePrincipal: "an-application" })).toContain("SERVICE_PRINCIPAL");
  expect(await findings({})).not.toContain("SERVICE_PRINCIPAL");
});

test("what only long-term support has is offered to nobody else, and refused for good when it is asked for", async () => {
  const { clusters } = await useAdapter({ longTermMinors: ["1.34"] });
  const offered = await clusters.offeredVersions(blue, "westeurope");
  expect(offered.map(({ version }) => version)).toEqual(["1.35.4", "1.35.5", "1.36.3", "1.36.4", "1.37.0"]);
  await expect(copyTo(clusters, "1.34.9")).rejects.toMatchObject({
    trouble: { code: "K8sVersionNotSupported", reaction: "stop" },
  });
});

test("a cluster under long-term support is offered its own minor, and copied on it", async () => {
  const owner = { supportPlan: "AKSLongTermSupport" } as const;
  const { clusters } = await useAdapter({ owner, longTermMinors: ["1.34"] });
  const offered = await clusters.offeredVersions(blue, "westeurope");
  expect(offered.map(({ version }) => version)).toContain("1.34.9");
  expect((await copyTo(clusters, "1.34.9")).kind).toBe("begun");
});

test.for([
  ["node auto-provisioning", { owner: { autoProvisioned: true } }, undefined, "ValidationError"],
  ["ValidationError", {}, 400, "ValidationError"],
  ["409", {}, 409, "OperationNotAllowed"],
] as const)("a stop that is refused by %s is refused for good", async ([, world, status, code]) => {
  const { clusters, addFault } = await useAdapter(world);
  if (status !== undefined) addFault({ kind: "stopRefused", color: "blue", status });
  await expect(clusters.beginStop(blue)).rejects.toMatchObject({ trouble: { code, reaction: "stop" } });
  expect(await clusters.find(blue)).toMatchObject({ powerState: "Running", provisioningState: "Succeeded" });
});

test.for([{}, { isBare: true }])(
  "an operation whose status tells nulls (%o) runs, and succeeds",
  async (shape) => {
    const { clusters, addFault, pass } = await useAdapter({});
    addFault({ kind: "statusWithNulls", ...shape });
    const begun = await clusters.beginStop(blue);
    expect(await ended(clusters, begun)).toBe("running");
    pass(30);
    expect(await ended(clusters, begun)).toBe("succeeded");
  },
);
