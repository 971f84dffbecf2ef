import { planOf, type Cluster, type Pool } from "./cluster.ts";
import type { Json } from "./json.ts";
import type { Offer, OfferedVersion } from "./versions.ts";
import { compareVersions, defaultVersion, minorNameOf } from "./versions.ts";

/** The list is under `values`, unlike every other list of ARM. */
export function kubernetesVersions(offer: Offer): Json {
  const minors = [...new Set(offer.all().map(({ version }) => minorNameOf(version)))];
  return {
    values: minors.map((minor) => {
      const patches = offer.all().filter(({ version }) => minorNameOf(version) === minor);
      const supportPlan = offer.plansOf(`${minor}.0`);
      const upgrades = (version: string) =>
        offer.upgradesFrom(version, supportPlan[0] ?? "KubernetesOfficial").map((next) => next.version);
      return {
        version: minor,
        isDefault: minor === minorNameOf(defaultVersion),
        isPreview: patches.every(({ isPreview }) => isPreview),
        capabilities: { supportPlan },
        patchVersions: Object.fromEntries(
          patches.map(({ version }) => [version, { upgrades: upgrades(version) }]),
        ),
      };
    }),
  };
}

export function clusterUpgrades(offer: Offer, cluster: Cluster): Json {
  return {
    id: `${cluster.id}/upgradeprofiles/default`,
    name: "default",
    type: "Microsoft.ContainerService/managedClusters/upgradeprofiles",
    properties: {
      controlPlaneProfile: {
        kubernetesVersion: cluster.currentVersion,
        osType: "Linux",
        upgrades: offer.upgradesFrom(cluster.currentVersion, planOf(cluster.settings)).map(upgrade),
      },
      agentPoolProfiles: cluster.pools.map((pool) => ({
        name: pool.name,
        kubernetesVersion: pool.currentVersion,
        osType: "Linux",
        upgrades: poolTargets(offer, cluster, pool).map(upgrade),
      })),
    },
  };
}

export function poolUpgrades(offer: Offer, cluster: Cluster, pool: Pool): Json {
  return {
    id: `${cluster.id}/agentPools/${pool.name}/upgradeProfiles/default`,
    name: "default",
    type: "Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles",
    properties: {
      kubernetesVersion: pool.currentVersion,
      osType: "Linux",
      upgrades: poolTargets(offer, cluster, pool).map(upgrade),
    },
  };
}

export function availablePoolVersions(offer: Offer, cluster: Cluster): Json {
  const usable = offer.all().filter(({ version }) => compareVersions(version, cluster.currentVersion) <= 0);
  return {
    id: `${cluster.id}/availableagentpoolversions`,
    name: "default",
    type: "Microsoft.ContainerService/managedClusters/availableAgentpoolVersions",
    properties: {
      agentPoolVersions: usable.map((entry) => ({
        ...upgrade(entry),
        default: entry.version === cluster.currentVersion,
      })),
    },
  };
}

const poolTargets = (offer: Offer, cluster: Cluster, pool: Pool): readonly OfferedVersion[] =>
  offer
    .upgradesFrom(pool.currentVersion, planOf(cluster.settings))
    .filter(({ version }) => compareVersions(version, cluster.currentVersion) <= 0);

const upgrade = ({ version, isPreview }: OfferedVersion): Json => ({ kubernetesVersion: version, isPreview });
