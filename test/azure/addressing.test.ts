import { describe, expect, test } from "vitest";
import { aksClusters } from "../../src/azure/aks/clusters.ts";
import { answeredClients } from "../support/answered-clients.ts";
import { clusterIdOf } from "../support/a-pair.ts";

const [blue, green] = [clusterIdOf("blue"), clusterIdOf("green")];
const vnet = `${blue.split("/providers/")[0] ?? ""}/providers/Microsoft.Network/virtualNetworks/v`;
const nodes = `${vnet}/subnets/nodes`;
const pods = `${vnet}/subnets/pods`;
const flat = { networkPlugin: "azure" };

interface World {
  readonly network?: object;
  readonly pool?: object;
  readonly subnet?: object;
  readonly refused?: { readonly status: number; readonly code: string };
}

/** Where pools would be, and what Azure was asked for. */
async function addressingIn({ network = flat, pool = {}, subnet, refused }: World) {
  const asked: string[] = [];
  const own = { name: "system", mode: "System", count: 3, vnetSubnetID: nodes, ...pool };
  const properties = {
    provisioningState: "Succeeded",
    kubernetesVersion: "1.34.9",
    networkProfile: network,
    agentPoolProfiles: [own],
  };
  const clients = answeredClients(({ url, method }) => {
    if (url.pathname === blue)
      return { status: 200, body: { id: blue, name: "blue", location: "westeurope", properties } };
    asked.push(`${method} ${url.pathname}${url.search}`);
    if (refused !== undefined)
      return { status: refused.status, body: { error: { code: refused.code, message: "No." } } };
    return { status: 200, body: { properties: subnet ?? { addressPrefix: "10.0.0.0/24" } } };
  });
  const said = { candidate: "green", version: "1.34.9", overrides: {}, nodeResourceGroup: null } as const;
  return { asked, addressing: await aksClusters(clients).addressingFor({ from: blue, to: green, ...said }) };
}

describe("a node takes", () => {
  test.each([
    ["itself and 30 pods in a flat network where nobody said more", {}, 31],
    ["itself and as many pods as it may hold", { pool: { maxPods: 50 } }, 51],
    ["itself alone in an overlay", { network: { ...flat, networkPluginMode: "overlay" } }, 1],
    ["itself alone under kubenet", { network: { networkPlugin: "kubenet" } }, 1],
    ["itself alone where pods have a subnet of their own", { pool: { podSubnetID: pods } }, 1],
  ])("%s", async (_what, world: World, addressesEach) => {
    const { addressing } = await addressingIn(world);
    expect(addressing.pools).toMatchObject([{ subnetId: nodes, nodes: 3, surge: 1, addressesEach }]);
  });
});

describe("a subnet has free", () => {
  const used = [{ id: "nic-1" }, { id: "nic-2" }];
  test.each([
    ["all but Azure's own five", { addressPrefix: "10.0.0.0/24" }, 251],
    ["none that somebody has", { addressPrefix: "10.0.0.0/24", ipConfigurations: used }, 249],
    ["those of every IPv4 prefix", { addressPrefixes: ["10.0.0.0/24", "10.0.1.0/28", "fd00::/64"] }, 262],
  ])("%s", async (_what, subnet, free) => {
    const { asked, addressing } = await addressingIn({ subnet });
    expect(addressing.subnets).toEqual([{ id: nodes, free }]);
    expect(asked).toEqual([`GET ${nodes}?api-version=2024-05-01`]);
  });
});

test("in a network that AKS makes nothing is looked at", async () => {
  expect(await addressingIn({ pool: { vnetSubnetID: null } })).toEqual({
    asked: [],
    addressing: { candidate: "green", pools: [], subnets: [] },
  });
});

test("that the app may not look at a subnet is told, not thrown; a busy Azure is asked again", async () => {
  const { addressing } = await addressingIn({ refused: { status: 403, code: "AuthorizationFailed" } });
  expect(addressing.subnets).toEqual([{ id: nodes, unread: "[AuthorizationFailed] No." }]);
  await expect(addressingIn({ refused: { status: 503, code: "ServiceUnavailable" } })).rejects.toMatchObject({
    trouble: { reaction: "later" },
  });
});
