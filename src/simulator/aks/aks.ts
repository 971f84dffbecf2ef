import { createFlux } from "../flux/flux.ts";
import type { ArmProvider, ClusterDirectory, Color, Fault, WorldSeed } from "../joints.ts";
import { issuerOf, nothingAttached, type Cluster, type Pool } from "./cluster.ts";
import { createCompute } from "./compute.ts";
import { switchPower } from "./power.ts";
import { createProvider } from "./provider.ts";
import { actBehind, requestOf } from "./foreign-acts.ts";
import type { AksOptions } from "./region.ts";
import { createRegion } from "./region.ts";

export interface SimulatedAks {
  /** Microsoft.ContainerService. */
  readonly provider: ArmProvider;
  /** Microsoft.KubernetesConfiguration below a managed cluster. */
  readonly fluxProvider: ArmProvider;
  /** Microsoft.Compute: what the region has for machines. */
  readonly computeProvider: ArmProvider;
  readonly directory: ClusterDirectory;
  /** Whose tokens the workloads of that cluster have; undefined: it is not there. */
  readonly issuerOf: (clusterId: string) => string | undefined;
  add(fault: Fault): void;
}

const colors: readonly Color[] = ["blue", "green"];

export function startAks(options: AksOptions): SimulatedAks {
  const { seed } = options;
  const listeners: ((color: Color) => void)[] = [];
  const announce = (clusterId: string) => {
    const color = colors.find((each) => seed.clusters[each].toLowerCase() === clusterId.toLowerCase());
    if (color !== undefined) for (const listener of listeners) listener(color);
  };
  const region = createRegion(options, (cluster) => {
    flux.follow(cluster.id);
    announce(cluster.id);
  });
  const flux = createFlux({ ...options, find: (id) => region.find(id), changed: announce });
  const kept = seed.idle === "kept" ? colors : colors.slice(0, 1);
  for (const color of kept) {
    region.add(builtCluster(seed, color));
    flux.seed(seed.clusters[color]);
  }
  return {
    provider: createProvider(region),
    fluxProvider: flux.provider,
    computeProvider: createCompute(region, seed),
    directory: {
      serving: (color) => {
        const clusterId = seed.clusters[color];
        const cluster = region.find(clusterId);
        const state = stateOf(cluster);
        const workloadsReady = state === "running" && flux.isCompliant(clusterId);
        const version = cluster?.currentVersion ?? seed.versions[color];
        return { color, clusterId, name: nameOf(clusterId), version, state, workloadsReady };
      },
      onChange: (listener) => void listeners.push(listener),
    },
    issuerOf: (clusterId) => {
      const cluster = region.find(clusterId);
      return cluster === undefined ? undefined : issuerOf(cluster);
    },
    add: (fault) => {
      if (fault.kind === "versionOffered") region.offer.add(fault);
      if (fault.kind === "foreignStop")
        switchPower(region, requestOf("POST", `${seed.clusters[fault.color]}/stop`), "stop");
      if (fault.kind === "foreignOperation" || fault.kind === "foreignUpgrade")
        actBehind(region, seed.clusters[fault.color], fault);
      if (fault.kind === "stopRefused")
        region.stopRefusals.set(seed.clusters[fault.color].toLowerCase(), fault.status);
    },
  };
}

function stateOf(cluster: Cluster | undefined): "absent" | "stopped" | "running" {
  if (cluster === undefined || !cluster.isBuilt) return "absent";
  return cluster.power === "Running" ? "running" : "stopped";
}

const nameOf = (clusterId: string): string => clusterId.split("/").at(-1) ?? "";

function builtCluster(seed: WorldSeed, color: Color): Cluster {
  const version = seed.versions[color];
  const id = seed.clusters[color];
  const { owner = {} } = seed;
  const { servicePrincipal: clientId } = owner;
  return {
    id,
    name: nameOf(id),
    build: 1,
    location: seed.location,
    tags: {},
    sku: { name: "Base", tier: "Standard" },
    identity: clientId === undefined ? { type: "SystemAssigned" } : undefined,
    settings: {
      dnsPrefix: nameOf(id),
      enableRBAC: true,
      ...(clientId === undefined ? {} : { servicePrincipalProfile: { clientId } }),
      ...(owner.autoProvisioned === true ? { nodeProvisioningProfile: { mode: "Auto" } } : {}),
      ...(owner.supportPlan === undefined ? {} : { supportPlan: owner.supportPlan }),
    },
    version,
    currentVersion: version,
    provisioningState: "Succeeded",
    power: color === "blue" ? "Running" : "Stopped",
    isBuilt: true,
    isBusy: false,
    generation: 1,
    ...nothingAttached(true),
    attached: new Map(color === "blue" ? Object.entries(owner.attached ?? {}) : []),
    pools: poolsOf(seed, version),
  };
}

function poolsOf({ owner = {} }: WorldSeed, version: string): readonly Pool[] {
  const autoscaled = { enableAutoScaling: true, minCount: 1, maxCount: 5, count: 3 };
  const settings = { ...autoscaled, vmSize: "Standard_D4s_v5", osType: "Linux", mode: "System" };
  const built = { version, currentVersion: version, provisioningState: "Succeeded", isStopped: false };
  const further = (owner.pools ?? []).map((pool) => ({
    ...built,
    ...pool,
    settings: { ...settings, mode: "User" },
  }));
  return [{ ...built, name: "system", settings }, ...further];
}
