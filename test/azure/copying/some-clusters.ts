import { ClusterBody } from "../../../src/azure/aks/cluster-body.ts";
import type { CopyRequest } from "../../../src/azure/aks/copying/copy.ts";
import { patched } from "../../../src/azure/aks/copying/merge-patch.ts";
import type { Json } from "../../../src/azure/aks/copying/paths.ts";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop";
const nodes =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/MC_rg-shop_aks-blue_westeurope";

export const idOf = (name: string): string =>
  `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
export const networkId = (name: string): string => `${group}/providers/Microsoft.Network/${name}`;
export const identityId = (name: string, where: "own" | "nodes" = "own"): string =>
  `${where === "own" ? group : nodes}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

export const aPool = {
  name: "system",
  count: 3,
  vmSize: "Standard_D4s_v5",
  osDiskSizeGB: 128,
  maxPods: 110,
  type: "VirtualMachineScaleSets",
  mode: "System",
  osType: "Linux",
  osSKU: "Ubuntu",
  provisioningState: "Succeeded",
  powerState: { code: "Running" },
  orchestratorVersion: "1.34",
  currentOrchestratorVersion: "1.34.9",
  nodeImageVersion: "AKSUbuntu-2204gen2containerd-202610.01.0",
  eTag: "e",
};

/** As ARM answers a cluster made by `az aks create` with nothing said, before a JSON merge patch. */
const plain = {
  id: idOf("aks-blue"),
  name: "aks-blue",
  type: "Microsoft.ContainerService/ManagedClusters",
  location: "westeurope",
  kind: "Base",
  sku: { name: "Base", tier: "Standard" },
  eTag: "x",
  identity: { type: "SystemAssigned", principalId: "p", tenantId: "t" },
  properties: {
    provisioningState: "Succeeded",
    powerState: { code: "Running" },
    kubernetesVersion: "1.34",
    currentKubernetesVersion: "1.34.9",
    dnsPrefix: "aks-blue-dns",
    fqdn: "aks-blue-dns-1.hcp.westeurope.azmk8s.io",
    azurePortalFQDN: "a",
    nodeResourceGroup: "MC_rg-shop_aks-blue_westeurope",
    enableRBAC: true,
    maxAgentPools: 100,
    resourceUID: "u",
    servicePrincipalProfile: { clientId: "msi" },
    supportPlan: "KubernetesOfficial",
    windowsProfile: { adminUsername: "azureuser", enableCSIProxy: true },
    identityProfile: {
      kubeletidentity: {
        resourceId: identityId("aks-blue-agentpool", "nodes"),
        clientId: "c",
        objectId: "o",
      },
    },
    networkProfile: {
      networkPlugin: "azure",
      networkPluginMode: "overlay",
      loadBalancerSku: "standard",
      outboundType: "loadBalancer",
      loadBalancerProfile: {
        managedOutboundIPs: { count: 1 },
        effectiveOutboundIPs: [{ id: `${nodes}/providers/Microsoft.Network/publicIPAddresses/abc` }],
      },
      podCidr: "10.244.0.0/16",
    },
    agentPoolProfiles: [aPool],
  },
};

/** That cluster with a JSON merge patch of its body. */
export const aClusterBody = (patch: Json = {}): ClusterBody => ClusterBody.parse(patched(plain, patch));

/** A copy that no name stands in the way of. */
export const anyRequest: CopyRequest = {
  to: idOf("aks-green"),
  candidate: "green",
  version: "1.34.9",
  tags: {},
  overrides: {},
  nodeResourceGroup: "{cluster}-nodes",
};
