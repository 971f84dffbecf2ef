import { minorOf } from "./versions.ts";

/** One agent pool as it stands in a cluster's body. */
export interface Pool {
  name: string;
  count: number;
  vmSize: string;
  osType: string;
  mode: string;
  type: string;
  orchestratorVersion: string;
  currentOrchestratorVersion: string;
  provisioningState: string;
  powerState: { code: string };
  nodeImageVersion: string;
  [other: string]: unknown;
}

/** A managed cluster: the wire body, which is the only state there is. */
export interface Cluster {
  readonly id: string;
  readonly name: string;
  type: string;
  location: string;
  tags: Record<string, string>;
  sku: object;
  identity: object;
  eTag: string;
  properties: {
    provisioningState: string;
    powerState: { code: string };
    kubernetesVersion: string;
    currentKubernetesVersion: string;
    agentPoolProfiles: Pool[];
    [other: string]: unknown;
  };
}

const tenant = "00000000-0000-0000-0000-0000000000aa";

export const nodeImageOf = (version: string): string =>
  `AKSUbuntu-2204gen2containerd-${minorOf(version).replace(".", "")}.05.0`;

/** A cluster as Azure would answer it; what the caller wrote stands beside what Azure fills in. */
export function clusterBody(wish: {
  id: string;
  location: string;
  version: string;
  written?: Readonly<Record<string, unknown>>;
}): Cluster {
  const { id, location, version, written = {} } = wish;
  const name = id.split("/").at(-1) ?? "";
  const group = /resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "";
  const properties = (written["properties"] ?? {}) as Readonly<Record<string, unknown>>;
  const pools = (properties["agentPoolProfiles"] ?? [
    { name: "system", count: 3, vmSize: "Standard_D4s_v5", mode: "System" },
  ]) as readonly Partial<Pool>[];
  const fqdn = `${name}-dns-0000aaaa.hcp.${location}.azmk8s.io`;
  return {
    id,
    name,
    type: "Microsoft.ContainerService/ManagedClusters",
    location,
    tags: { ...(written["tags"] as Record<string, string> | undefined) },
    sku: { name: "Base", tier: "Standard" },
    identity: {
      type: "SystemAssigned",
      principalId: `00000000-0000-0000-0000-${name.length.toString().padStart(12, "0")}`,
      tenantId: tenant,
    },
    eTag: "1",
    properties: {
      dnsPrefix: `${name}-dns`,
      enableRBAC: true,
      supportPlan: "KubernetesOfficial",
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        podCidr: "10.244.0.0/16",
        serviceCidr: "10.0.0.0/16",
        dnsServiceIP: "10.0.0.10",
        loadBalancerSku: "standard",
        outboundType: "loadBalancer",
      },
      ...properties,
      provisioningState: "Creating",
      powerState: { code: "Running" },
      kubernetesVersion: version,
      currentKubernetesVersion: version,
      maxAgentPools: 100,
      fqdn,
      azurePortalFQDN: fqdn.replace(name, `${name}-portal`),
      nodeResourceGroup: `MC_${group}_${name}_${location}`,
      resourceUID: `0000000000000000${name.length.toString(16).padStart(8, "0")}`,
      oidcIssuerProfile: {
        enabled: true,
        issuerURL: `https://${location}.oic.prod-aks.azure.com/${tenant}/${name}/`,
      },
      autoUpgradeProfile: { upgradeChannel: "none", nodeOSUpgradeChannel: "None" },
      agentPoolProfiles: pools.map((pool) => poolBody(pool, version)),
    },
  };
}

function poolBody(pool: Partial<Pool>, version: string): Pool {
  const at = pool.orchestratorVersion ?? version;
  return {
    name: "system",
    count: 1,
    vmSize: "Standard_D4s_v5",
    osDiskSizeGB: 128,
    osType: "Linux",
    osSKU: "Ubuntu",
    mode: "User",
    type: "VirtualMachineScaleSets",
    maxPods: 110,
    enableAutoScaling: false,
    ...pool,
    orchestratorVersion: at,
    currentOrchestratorVersion: at,
    provisioningState: "Creating",
    powerState: { code: "Running" },
    nodeImageVersion: nodeImageOf(at),
  };
}
