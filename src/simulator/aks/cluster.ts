import { createHash } from "node:crypto";
import type { SupportPlan } from "./owners-clusters.ts";
import type { Json } from "./json.ts";
import { jsonOf, textOf, without } from "./json.ts";

export interface Pool {
  readonly name: string;
  /** What its owner wished, without what Azure decides. */
  settings: Json;
  version: string;
  currentVersion: string;
  provisioningState: string;
  /** It can be stopped while its cluster runs. */
  readonly isStopped: boolean;
}

export interface Cluster {
  readonly id: string;
  readonly name: string;
  /** How often a cluster of that id has been built; each has its own issuer. */
  readonly build: number;
  location: string;
  tags: Json;
  sku: Json;
  /** undefined: it acts as a service principal. */
  identity: Json | undefined;
  settings: Json;
  version: string;
  currentVersion: string;
  provisioningState: string;
  power: "Running" | "Stopped";
  /** False until its creation has succeeded. */
  isBuilt: boolean;
  /** AKS allows one operation at a time, but for upgrades of several pools. */
  isBusy: boolean;
  generation: number;
  /** Its maintenance configurations, by their names. */
  readonly windows: Map<string, Json>;
  /** Its other child and extension resources, by their paths below it. */
  readonly attached: Map<string, Json>;
  /** The app's own system topic tells of it. */
  readonly isSubscribed: boolean;
  pools: readonly Pool[];
}

export const nothingAttached = (isSubscribed: boolean) => ({
  windows: new Map<string, Json>(),
  attached: new Map<string, Json>(),
  isSubscribed,
});

export const nodesOf = (pool: Pool): number => {
  const { count } = pool.settings;
  return typeof count === "number" ? count : 1;
};

/** KubernetesOfficial unless its owner has chosen. */
export const planOf = ({ supportPlan }: Json): SupportPlan =>
  supportPlan === "AKSLongTermSupport" ? supportPlan : "KubernetesOfficial";

/** undefined: a managed identity, which Azure spells as the application `msi`. */
export function servicePrincipalOf({ servicePrincipalProfile }: Json): string | undefined {
  const clientId = textOf(jsonOf(servicePrincipalProfile)["clientId"]);
  return clientId === "msi" ? undefined : clientId;
}

export const etagOf = (cluster: Cluster): string => `etag-${cluster.name}-${cluster.generation}`;

export const nodeImageOf = (pool: Pool): string => `AKSUbuntu-2204gen2containerd-${pool.currentVersion}`;

const uuidOf = (name: string, kind: string): string => {
  const digits = Buffer.from(`${kind}${name}`).toString("hex");
  return asUuid(digits.padStart(32, "0").slice(-32));
};

const asUuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");

export function issuerOf({ id, build, location }: Cluster): string {
  const hex = createHash("sha256").update(`${id.toLowerCase()}/${build}`).digest("hex");
  return `https://${location}.oic.prod-aks.azure.com/${asUuid(hex.slice(0, 32))}/`;
}

export function poolProperties(cluster: Cluster, pool: Pool): Json {
  return {
    vmSize: "Standard_D4s_v5",
    osType: "Linux",
    type: "VirtualMachineScaleSets",
    enableAutoScaling: false,
    count: 1,
    mode: "System",
    ...pool.settings,
    orchestratorVersion: pool.version,
    currentOrchestratorVersion: pool.currentVersion,
    provisioningState: pool.provisioningState,
    powerState: { code: pool.isStopped ? "Stopped" : cluster.power },
    nodeImageVersion: nodeImageOf(pool),
  };
}

export const poolBody = (cluster: Cluster, pool: Pool): Json => ({
  id: `${cluster.id}/agentPools/${pool.name}`,
  name: pool.name,
  type: "Microsoft.ContainerService/managedClusters/agentPools",
  properties: poolProperties(cluster, pool),
});

export function clusterBody(cluster: Cluster): Json {
  const dnsPrefix = textOf(cluster.settings["dnsPrefix"]) ?? cluster.name;
  const group = /resourceGroups\/([^/]+)/i.exec(cluster.id)?.[1] ?? "";
  return {
    id: cluster.id,
    name: cluster.name,
    type: "Microsoft.ContainerService/ManagedClusters",
    location: cluster.location,
    tags: cluster.tags,
    sku: cluster.sku,
    ...(cluster.identity === undefined ? {} : { identity: identityBody(cluster) }),
    eTag: etagOf(cluster),
    properties: {
      dnsPrefix,
      nodeResourceGroup: `MC_${group}_${cluster.name}_${cluster.location}`,
      networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay", loadBalancerSku: "standard" },
      autoUpgradeProfile: { upgradeChannel: "none", nodeOSUpgradeChannel: "NodeImage" },
      supportPlan: "KubernetesOfficial",
      ...cluster.settings,
      servicePrincipalProfile: { clientId: servicePrincipalOf(cluster.settings) ?? "msi" },
      oidcIssuerProfile: {
        enabled: true,
        issuerURL: issuerOf(cluster),
      },
      provisioningState: cluster.provisioningState,
      powerState: { code: cluster.power },
      kubernetesVersion: cluster.version,
      currentKubernetesVersion: cluster.currentVersion,
      fqdn: `${dnsPrefix}.hcp.${cluster.location}.azmk8s.io`,
      resourceUID: uuidOf(cluster.name, "resource"),
      agentPoolProfiles: cluster.pools.map((pool) => ({
        name: pool.name,
        ...poolProperties(cluster, pool),
      })),
    },
  };
}

const identityBody = (cluster: Cluster): Json => ({
  ...cluster.identity,
  principalId: uuidOf(cluster.name, "principal"),
  tenantId: uuidOf("tenant", "tenant"),
});

/** What only Azure decides is ignored in a write, as Azure ignores it. */
export const settingsOf = (properties: Json): Json =>
  without(properties, [
    "provisioningState",
    "powerState",
    "kubernetesVersion",
    "currentKubernetesVersion",
    "fqdn",
    "azurePortalFQDN",
    "resourceUID",
    "agentPoolProfiles",
    "maxAgentPools",
    "status",
    "oidcIssuerProfile",
  ]);

export const poolSettingsOf = (properties: Json): Json =>
  without(properties, [
    "name",
    "orchestratorVersion",
    "currentOrchestratorVersion",
    "provisioningState",
    "powerState",
    "nodeImageVersion",
    "eTag",
    "status",
  ]);
