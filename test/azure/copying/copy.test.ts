import { describe, expect, test } from "vitest";
import { copyOf, withControlPlane, type CopyRequest } from "../../../src/azure/aks/copying/copy.ts";
import type { Json, JsonObject } from "../../../src/azure/aks/copying/paths.ts";
import { aClusterBody, aPool, idOf, identityId, networkId } from "./some-clusters.ts";

const request: CopyRequest = {
  to: idOf("aks-green"),
  candidate: "green",
  version: "1.34.9",
  tags: { "bluegreen-operation": "shop-1-upgrade" },
  overrides: {},
  nodeResourceGroup: null,
};

const copied = (patch: Json = {}, wanted: Partial<CopyRequest> = {}) =>
  copyOf(aClusterBody(patch), { ...request, ...wanted });
const propertiesOf = (patch: Json = {}, wanted: Partial<CopyRequest> = {}): JsonObject =>
  copied(patch, wanted).body["properties"] as JsonObject;
const refusals = (patch: Json = {}, wanted: Partial<CopyRequest> = {}) =>
  copied(patch, wanted).findings.filter(({ severity }) => severity === "blocking");
const poolsOf = (patch: Json = {}, wanted: Partial<CopyRequest> = {}) =>
  propertiesOf(patch, wanted)["agentPoolProfiles"] as readonly JsonObject[];

describe("a copy of a plain cluster", () => {
  test("has nothing against it, and nothing of it that nobody explains", () => {
    const { findings, differences } = copied();
    expect(findings).toEqual([]);
    expect(differences.filter(({ why }) => why === null)).toEqual([]);
  });

  test("takes over what its owner chose, on the version it is built on", () => {
    expect(copied().body).toMatchObject({
      location: "westeurope",
      sku: { name: "Base", tier: "Standard" },
      identity: { type: "SystemAssigned" },
      tags: { "bluegreen-operation": "shop-1-upgrade" },
      properties: {
        kubernetesVersion: "1.34.9",
        supportPlan: "KubernetesOfficial",
        networkProfile: { loadBalancerProfile: { managedOutboundIPs: { count: 1 } } },
        agentPoolProfiles: [{ name: "system", count: 3, orchestratorVersion: "1.34.9" }],
      },
    });
  });

  test("sends nothing that is read-only, also below the top level, and nothing of the source's own", () => {
    const text = JSON.stringify(copied().body);
    expect(text).not.toMatch(/principalId|provisioningState|fqdn|portal|resourceUID|eTag|effectiveOutbound/i);
    expect(text).not.toMatch(
      /nodeImageVersion|currentOrchestrator|servicePrincipal|kubeletidentity|MC_rg-shop/i,
    );
  });
});

describe("the copy of a cluster", () => {
  test("whose owner's tools wrote nulls takes null for absent", () => {
    const plain = aClusterBody();
    const aadProfile = { adminGroupObjectIDs: null, managed: true };
    const { body, differences } = copyOf(
      { ...plain, properties: { ...plain.properties, aadProfile, httpProxyConfig: null } },
      request,
    );
    expect(body["properties"]).toMatchObject({ aadProfile: { managed: true } });
    expect(JSON.stringify(body)).not.toContain("null");
    expect(differences.filter(({ why }) => why === null)).toEqual([]);
  });

  test("with several pools has nothing read-only in any of them, and no pool is held any more", () => {
    const held = { ...aPool, name: "users", enableAutoScaling: true, minCount: 4, maxCount: 9, count: 4 };
    const tags = { "bluegreen-held-min-count": "1", team: "shop" };
    const [, users] = poolsOf({ properties: { agentPoolProfiles: [aPool, { ...held, tags }] } });
    expect(users).toMatchObject({ name: "users", minCount: 1, count: 4, tags: { team: "shop" } });
    expect(Object.keys(users ?? {})).not.toContain("eTag");
    expect(JSON.stringify(users)).not.toContain("held");
  });

  test("with an underscore in its name gets a valid DNS prefix", () => {
    const prefixOf = (name: string) => propertiesOf({}, { to: idOf(name) })["dnsPrefix"];
    expect(prefixOf("aks_shop_green")).toBe("aks-shop-green-dns");
    for (const name of ["x".repeat(63), `${"x".repeat(49)}-y`])
      expect(prefixOf(name)).toMatch(/^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$/);
  });

  test("with auto-upgrade is built with both channels off, and keeps what else they say", () => {
    const channels = { upgradeChannel: "stable", nodeOSUpgradeChannel: "NodeImage" };
    const [found] = copied({ properties: { autoUpgradeProfile: channels } }).findings;
    expect(found).toMatchObject({ code: "AUTO_UPGRADE_IS_OFF", severity: "warning" });
    expect(propertiesOf({ properties: { autoUpgradeProfile: channels } })["autoUpgradeProfile"]).toEqual({
      upgradeChannel: "none",
      nodeOSUpgradeChannel: "None",
    });
  });

  test("with a kubelet identity of its owner's keeps it", () => {
    const kubeletidentity = { resourceId: identityId("kubelet"), clientId: "c", objectId: "o" };
    expect(propertiesOf({ properties: { identityProfile: { kubeletidentity } } })["identityProfile"]).toEqual(
      {
        kubeletidentity: { resourceId: identityId("kubelet") },
      },
    );
  });

  test("with Windows nodes keeps everything of them but the password, and says so", () => {
    const gmsaProfile = { enabled: true, dnsServer: "10.1.0.4", rootDomainName: "corp.example" };
    const patch = {
      properties: {
        windowsProfile: { licenseType: "Windows_Server", gmsaProfile },
        agentPoolProfiles: [aPool, { ...aPool, name: "win1", osType: "Windows" }],
      },
    };
    expect(propertiesOf(patch)["windowsProfile"]).toEqual({
      adminUsername: "azureuser",
      enableCSIProxy: true,
      licenseType: "Windows_Server",
      gmsaProfile,
    });
    expect(copied(patch).findings.map(({ code }) => code)).toEqual(["WINDOWS_PASSWORD_IS_NEW"]);
  });

  test("whose nodes Azure provisions is told never to stop", () => {
    const { findings } = copied({ properties: { nodeProvisioningProfile: { mode: "Auto" } } });
    expect(findings.map(({ code }) => code)).toEqual(["CANNOT_BE_STOPPED"]);
  });

  test("with a pool that its owner keeps stopped has it stopped", () => {
    const gpu = {
      ...aPool,
      name: "gpu",
      count: 0,
      powerState: { code: "Stopped" },
      enableAutoScaling: true,
      minCount: 1,
    };
    const [system, stopped] = poolsOf({ properties: { agentPoolProfiles: [aPool, gpu] } });
    expect(system).not.toHaveProperty("powerState");
    expect(stopped).toMatchObject({ name: "gpu", powerState: { code: "Stopped" } });
  });

  test("has as many nodes as the autoscaler lets a running pool have", () => {
    const scaled = (count: number) =>
      poolsOf({
        properties: {
          agentPoolProfiles: [{ ...aPool, count, enableAutoScaling: true, minCount: 2, maxCount: 5 }],
        },
      })[0]?.["count"];
    expect([scaled(0), scaled(4), scaled(9)]).toEqual([2, 4, 5]);
  });
});

describe("nothing is copied", () => {
  test("from a service principal, whose secret nobody can read", () => {
    const found = refusals({ properties: { servicePrincipalProfile: { clientId: "app" } } });
    expect(found.map(({ code }) => code)).toEqual(["SERVICE_PRINCIPAL"]);
  });

  test("from AKS Automatic", () => {
    expect(refusals({ sku: { name: "Automatic" } }).map(({ code }) => code)).toEqual(["AUTOMATIC_CLUSTER"]);
  });

  test("with a property that this version does not know, until the pair file says what the copy has", () => {
    const patch = {
      properties: { quantumProfile: { enabled: true }, agentPoolProfiles: [{ ...aPool, warp: 9 }] },
    };
    expect(refusals(patch).map(({ message }) => message)).toEqual([
      expect.stringContaining("has quantumProfile,"),
      expect.stringContaining("has agentPoolProfiles[system].warp,"),
    ]);
    const overrides = { quantumProfile: { enabled: true }, agentPoolProfiles: { system: { warp: null } } };
    expect(refusals(patch, { overrides })).toEqual([]);
    expect(poolsOf(patch, { overrides })[0]).not.toHaveProperty("warp");
  });

  test("with a property whose name every object has, as if the pair file had said it", () => {
    const patch = { properties: { toString: { enabled: true } } };
    expect(refusals(patch).map(({ code }) => code)).toEqual(["PROPERTY_UNKNOWN"]);
  });

  test("into the node resource group of the active, or one that Azure finds too long", () => {
    const own = { properties: { nodeResourceGroup: "rg-shop-nodes" } };
    expect(refusals(own).map(({ code }) => code)).toEqual(["NODE_RESOURCE_GROUP"]);
    expect(refusals({}, { to: idOf("x".repeat(63)) }).map(({ code }) => code)).toEqual([
      "NODE_RESOURCE_GROUP",
    ]);
    const nodeResourceGroup = "{cluster}-nodes";
    expect(refusals(own, { nodeResourceGroup })).toEqual([]);
    expect(propertiesOf(own, { nodeResourceGroup })["nodeResourceGroup"]).toBe("aks-green-nodes");
  });
});

const addresses = (name: string) => ({ publicIPs: [{ id: networkId(`publicIPAddresses/${name}`) }] });
const gateway = (name: string) => networkId(`applicationGateways/${name}`);
const subnet = (name: string) => networkId(`virtualNetworks/vnet/subnets/${name}`);

/** What the active has, and how the pair file gives the candidate another. */
const notToShare: readonly (readonly [what: string, has: JsonObject, other: JsonObject])[] = [
  [
    "the live gateway of the Application Gateway add-on",
    {
      addonProfiles: {
        ingressApplicationGateway: {
          enabled: true,
          config: { applicationGatewayId: gateway("agw"), effectiveApplicationGatewayId: gateway("agw") },
          identity: { resourceId: identityId("ingress", "nodes") },
        },
      },
    },
    { addonProfiles: { ingressApplicationGateway: { config: { applicationGatewayId: gateway("other") } } } },
  ],
  [
    "outbound addresses",
    { networkProfile: { loadBalancerProfile: { outboundIPs: addresses("one"), managedOutboundIPs: null } } },
    { networkProfile: { loadBalancerProfile: { outboundIPs: addresses("two") } } },
  ],
  [
    "the subnet and route table of a kubenet cluster",
    {
      networkProfile: { networkPlugin: "kubenet", networkPluginMode: null },
      agentPoolProfiles: [{ ...aPool, vnetSubnetID: subnet("nodes") }],
    },
    { agentPoolProfiles: { system: { vnetSubnetID: subnet("green") } } },
  ],
  [
    "reserved capacity",
    { agentPoolProfiles: [{ ...aPool, capacityReservationGroupID: "blue's" }] },
    { agentPoolProfiles: { system: { capacityReservationGroupID: null } } },
  ],
];

describe.for(notToShare)("two clusters never share %s", ([, has, other]) => {
  test("so the plan refuses, and names what the pair file has to say", () => {
    const [found] = refusals({ properties: has });
    expect(found?.code).toBe("NOT_TO_SHARE");
    expect(found?.fix).toContain('"overrides": {"green": {');
  });

  test("and the candidate's own is taken from the pair file", () => {
    const { body, differences } = copied({ properties: has }, { overrides: other });
    expect(refusals({ properties: has }, { overrides: other })).toEqual([]);
    expect(differences.filter(({ why }) => why === null)).toEqual([]);
    expect(JSON.stringify(body)).not.toMatch(
      /applicationGateways\/agw|publicIPAddresses\/one|subnets\/nodes|blue's/,
    );
  });
});

test("a new system-assigned identity is told with the roles that it lacks, and the command for each", () => {
  const pools = { properties: { agentPoolProfiles: [{ ...aPool, vnetSubnetID: subnet("nodes") }] } };
  const [found] = copied(pools).findings;
  expect(found).toMatchObject({ code: "IDENTITY_IS_NEW", severity: "warning" });
  expect(found?.message).toContain(`Network Contributor on ${subnet("nodes")}`);
  expect(found?.fix).toMatch(/--assignee-object-id \$\(az aks show --ids \/subscriptions\/\S+-green /);
  expect(found?.fix).toContain(`--role "Network Contributor" --scope ${subnet("nodes")}`);
  const identity = { type: "UserAssigned", userAssignedIdentities: { [identityId("aks")]: {} } };
  expect(copied({ ...pools, identity }).findings).toEqual([]);
});

describe("an update of a cluster", () => {
  const updated = (patch: Json = {}) => withControlPlane(aClusterBody(patch), "1.35.5");
  const poolsUpdated = (patch: Json) =>
    (updated(patch)["properties"] as JsonObject)["agentPoolProfiles"] as readonly JsonObject[];

  test("changes the version alone: what is create-only is repeated, pools stay where they are", () => {
    expect(updated()).toMatchObject({
      properties: {
        kubernetesVersion: "1.35.5",
        dnsPrefix: "aks-blue-dns",
        nodeResourceGroup: "MC_rg-shop_aks-blue_westeurope",
        agentPoolProfiles: [{ orchestratorVersion: "1.34.9" }],
      },
    });
    expect(JSON.stringify(updated())).not.toMatch(
      /effectiveOutbound|nodeImageVersion|provisioningState|eTag/,
    );
  });

  test("makes no managed identity of a service principal, and no identity where the source says none", () => {
    const body = updated({ identity: null, properties: { servicePrincipalProfile: { clientId: "app" } } });
    expect(body).not.toHaveProperty("identity");
    expect(body).toMatchObject({ properties: { servicePrincipalProfile: { clientId: "app" } } });
  });

  test("sends no snapshot that a pool was made from, and leaves a stopped pool stopped", () => {
    const pool = {
      ...aPool,
      creationData: { sourceResourceId: "snapshot" },
      powerState: { code: "Stopped" },
    };
    const [written] = poolsUpdated({ properties: { agentPoolProfiles: [pool] } });
    expect(written).not.toHaveProperty("creationData");
    expect(written).toMatchObject({ powerState: { code: "Stopped" } });
  });
});
