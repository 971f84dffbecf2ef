import { describe, expect, test } from "vitest";
import { aksClusters } from "../../src/azure/aks/clusters.ts";
import type { CopyOrder } from "../../src/workflow/ports.ts";
import { answeredClients, type AskedOfArm } from "../support/answered-clients.ts";
import { clusterIdOf } from "../support/a-pair.ts";

const [blue, green] = [clusterIdOf("blue"), clusterIdOf("green")];
const order: CopyOrder = {
  from: blue,
  to: green,
  candidate: "green",
  version: "1.34.9",
  overrides: {},
  nodeResourceGroup: null,
};
const size = {
  resourceType: "virtualMachines",
  name: "Standard_D4s_v5",
  family: "standardDSv5Family",
  capabilities: [{ name: "vCPUs", value: "4" }],
  locationInfo: [{ location: "westeurope", zones: ["1", "2", "3"] }],
  restrictions: [
    { type: "Zone", reasonCode: "NotAvailableForSubscription", restrictionInfo: { zones: ["2"] } },
  ],
};
const disk = { resourceType: "disks", name: "Premium_LRS" };
const usage = {
  unit: "Count",
  currentValue: 12,
  limit: 20,
  name: { value: "cores", localizedValue: "Total" },
};

const pool = (wanted: object) => ({
  name: "system",
  vmSize: "Standard_D4s_v5",
  count: 3,
  mode: "System",
  powerState: { code: "Running" },
  ...wanted,
});

/** An Azure with that active cluster; `refused`: how it answers questions about machines. */
function anAzure({
  pools,
  refused,
}: {
  pools: readonly object[];
  refused?: { status: number; code: string };
}) {
  const asked: AskedOfArm[] = [];
  const cluster = {
    id: blue,
    name: "aks-blue",
    location: "West Europe",
    properties: { provisioningState: "Succeeded", kubernetesVersion: "1.34.9", agentPoolProfiles: pools },
  };
  const clients = answeredClients((question) => {
    asked.push(question);
    const { pathname } = question.url;
    if (pathname === blue) return { status: 200, body: cluster };
    if (refused !== undefined)
      return { status: refused.status, body: { error: { code: refused.code, message: "No." } } };
    return { status: 200, body: { value: pathname.endsWith("/skus") ? [disk, size] : [usage] } };
  });
  return { asked, clusters: aksClusters(clients) };
}

describe("the room for a second cluster", () => {
  test("is asked of the cluster's own region, at the versions of Azure's compute documents", async () => {
    const { asked, clusters } = anAzure({ pools: [pool({})] });
    const { offer } = await clusters.roomFor(order);
    const urls = asked.map(({ url }) => `${url.pathname.split("/providers/").at(-1) ?? ""}${url.search}`);
    expect(urls).toContain("Microsoft.Compute/locations/westeurope/usages?api-version=2024-07-01");
    expect(urls).toContain(
      "Microsoft.Compute/skus?api-version=2021-07-01&%24filter=location+eq+%27westeurope%27",
    );
    expect(asked.every(({ method }) => method === "GET")).toBe(true);
    expect(offer).toEqual({
      quotas: [{ name: "cores", used: 12, limit: 20 }],
      sizes: [
        {
          name: "Standard_D4s_v5",
          family: "standardDSv5Family",
          vCpus: 4,
          refusedBecause: undefined,
          zones: ["1", "3"],
        },
      ],
    });
  });

  test.each([
    ["10 % of its nodes, rounded up, where nobody said it", {}, { nodes: 3, mostNodes: 3, surge: 1 }],
    ["a share of them", { count: 4, upgradeSettings: { maxSurge: "50%" } }, { nodes: 4, surge: 2 }],
    ["a number", { upgradeSettings: { maxSurge: "3" } }, { surge: 3 }],
    ["none", { upgradeSettings: { maxSurge: "0", maxUnavailable: "1" } }, { surge: 0 }],
  ])("a pool surges by %s", async (_how, settings, wanted) => {
    const { clusters } = anAzure({ pools: [pool(settings)] });
    expect((await clusters.roomFor(order)).pools).toMatchObject([wanted]);
  });

  test("a pool asks for its autoscaler's maximum at most, a stopped one for nothing", async () => {
    const pools = [
      pool({ enableAutoScaling: true, minCount: 1, maxCount: 9, availabilityZones: ["1"] }),
      pool({ name: "off", powerState: { code: "Stopped" }, enableAutoScaling: true, maxCount: 9 }),
      pool({ name: "cheap", scaleSetPriority: "Spot" }),
    ];
    expect((await anAzure({ pools }).clusters.roomFor(order)).pools).toMatchObject([
      { name: "system", nodes: 3, mostNodes: 9, zones: ["1"], isSpot: false },
      { name: "off", nodes: 0, mostNodes: 0, surge: 0 },
      { name: "cheap", isSpot: true },
    ]);
  });

  test("what the pair file says of the candidate counts, not what the active has", async () => {
    const overrides = { agentPoolProfiles: [pool({ vmSize: "Standard_D2s_v5" })] };
    const { clusters } = anAzure({ pools: [pool({})] });
    const { pools } = await clusters.roomFor({ ...order, overrides });
    expect(pools).toMatchObject([{ vmSize: "Standard_D2s_v5" }]);
  });

  test("that the app may not look at is told, not thrown; a busy Azure is asked again", async () => {
    const forbidden = anAzure({ pools: [pool({})], refused: { status: 403, code: "AuthorizationFailed" } });
    expect((await forbidden.clusters.roomFor(order)).offer).toEqual({ unread: "[AuthorizationFailed] No." });
    const busy = anAzure({ pools: [pool({})], refused: { status: 503, code: "ServiceUnavailable" } });
    await expect(busy.clusters.roomFor(order)).rejects.toMatchObject({ trouble: { reaction: "later" } });
  });
});
