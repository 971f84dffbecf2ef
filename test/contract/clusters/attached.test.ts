import { expect, test } from "vitest";
import { aksClusters } from "../../../src/azure/aks/clusters.ts";
import type { Clients } from "../../../src/azure/arm/clients.ts";
import { copiedKinds } from "../../../src/domain/upgrade/attached.ts";
import { operationIdOf } from "../../../src/domain/upgrade/pair-record.ts";
import { troubleOf } from "../../support/scripted-arm.ts";
import { useClients } from "../../simulator/control/arm-clients.ts";
import { aSeed } from "../../simulator/data/a-cloud.ts";

const { blue, green } = aSeed.clusters;
const [bindings, settings, rules] = copiedKinds;
const setting = {
  workspaceId: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log",
  logs: [{ category: "kube-audit-admin", enabled: true }],
};
const binding = { sourceResourceId: "/subscriptions/s/resourceGroups/rg/providers/x/y/z", roles: ["a/b"] };

/** Blue has a binding, two diagnostic settings and a rule; green was built as its copy. */
async function useCopy() {
  const { clusters: client, ask, pass } = await useClients(aSeed);
  const clusters = aksClusters({ aks: () => client } as unknown as Clients);
  const put = async (path: string, properties: object) => {
    await ask("PUT", `${blue}/${path}?api-version=any`, { properties });
    pass(5);
  };
  await put("trustedAccessRoleBindings/backup", binding);
  await put("providers/Microsoft.Insights/diagnosticSettings/audit", setting);
  await put("providers/Microsoft.Insights/diagnosticSettings/more", setting);
  await put("providers/Microsoft.Insights/dataCollectionRuleAssociations/insights", {
    dataCollectionRuleId: "/subscriptions/s/resourceGroups/rg/providers/x/y/z",
    metadata: { provisionedBy: "Azure" },
  });
  await put("providers/Microsoft.Authorization/locks/keep", { level: "CanNotDelete" });
  const order = {
    from: blue,
    to: green,
    candidate: "green",
    overrides: {},
    nodeResourceGroup: null,
  } as const;
  const operationId = operationIdOf("shop", 1, "upgrade");
  await clusters.beginCopy({ ...order, version: "1.34.9", operationId });
  pass(60);
  const at = async (path: string): Promise<{ name: string; properties: object }[]> =>
    ((await ask("GET", `${green}/${path}?api-version=any`)).body as { value: [] }).value;
  return { clusters, ask, pass, at };
}

test("the plan has all that hangs on the active cluster, and the copy's own subscription to be made", async () => {
  const { clusters } = await useCopy();
  const { attached } = await clusters.planAttached({ from: blue, to: green, deployer: "none" });
  expect(attached.map(({ name, fate }) => `${name} ${fate}`)).toEqual([
    "backup copied",
    "audit copied",
    "more copied",
    "insights copied",
    "keep notCopied",
    "evgt-aks-shop-blue needsYou",
  ]);
});

test("a trusted access role binding is one long-running write, and none when the copy has it", async () => {
  const { clusters, pass, at } = await useCopy();
  const begun = await clusters.beginCopyAttached({ from: blue, to: green, kind: bindings });
  expect(begun.kind).toBe("begun");
  // a repeat joins what is under way
  expect((await clusters.beginCopyAttached({ from: blue, to: green, kind: bindings })).kind).toBe("begun");
  pass(5);
  expect(await at("trustedAccessRoleBindings")).toMatchObject([{ name: "backup", properties: binding }]);
  expect(await clusters.beginCopyAttached({ from: blue, to: green, kind: bindings })).toEqual({
    kind: "done",
  });
});

test("diagnostic settings come one by one, without touching one that is there already", async () => {
  const { clusters, ask, at } = await useCopy();
  const path = "providers/Microsoft.Insights/diagnosticSettings";
  const byPolicy = { workspaceId: "another" };
  await ask("PUT", `${green}/${path}/audit?api-version=any`, { properties: byPolicy });
  expect((await clusters.beginCopyAttached({ from: blue, to: green, kind: settings })).kind).toBe("begun");
  expect(await clusters.beginCopyAttached({ from: blue, to: green, kind: settings })).toEqual({
    kind: "done",
  });
  expect(await at(path)).toMatchObject([
    { name: "audit", properties: byPolicy },
    { name: "more", properties: setting },
  ]);
});

test("what Azure fills in itself is not sent", async () => {
  const { clusters, at } = await useCopy();
  await clusters.beginCopyAttached({ from: blue, to: green, kind: rules });
  const [rule] = await at("providers/Microsoft.Insights/dataCollectionRuleAssociations");
  expect(Object.keys(rule?.properties ?? {})).toEqual(["dataCollectionRuleId"]);
});

test("nothing is written to a cluster that AKS is working on", async () => {
  const { clusters } = await useCopy();
  await clusters.beginStop(green);
  const trouble = await troubleOf(clusters.beginCopyAttached({ from: blue, to: green, kind: bindings }));
  expect(trouble.reaction).toBe("later");
});

test("both clusters side by side: each difference has its reason, and a hand edit has none", async () => {
  const { clusters, ask, pass } = await useCopy();
  const sides = { active: blue, candidate: green, overrides: {} };
  expect((await clusters.compare(sides))?.filter(({ why }) => why === null)).toEqual([]);
  const { body } = await ask("GET", `${green}?api-version=any`);
  const { location, properties } = body as { location: string; properties: object };
  const edited = { ...properties, disableLocalAccounts: true };
  await ask("PUT", `${green}?api-version=any`, { location, properties: edited });
  pass(30);
  expect((await clusters.compare(sides))?.filter(({ why }) => why === null)).toEqual([
    { path: "disableLocalAccounts", active: null, candidate: true, why: null },
  ]);
});

test("there is nothing to compare while one of them is absent", async () => {
  const { clusters: client } = await useClients(aSeed);
  const clusters = aksClusters({ aks: () => client } as unknown as Clients);
  expect(await clusters.compare({ active: blue, candidate: green, overrides: {} })).toBeUndefined();
});
