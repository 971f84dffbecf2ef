import type {
  Agenda,
  ArmProvider,
  ClusterDirectory,
  Color,
  Draw,
  Fault,
  LongRunningOperations,
  ServingCluster,
  WorldSeed,
} from "../joints.ts";
import { createFlux, type Flux } from "../flux/flux.ts";
import { clusterBody } from "./cluster.ts";
import { aksProvider } from "./provider.ts";
import { Versions } from "./versions.ts";
import { ClusterStore } from "./store.ts";

export interface SimulatedAks {
  /** Microsoft.ContainerService */
  readonly provider: ArmProvider;
  /** Microsoft.KubernetesConfiguration below a cluster. */
  readonly fluxProvider: ArmProvider;
  readonly directory: ClusterDirectory;
  addFault(fault: Fault): void;
}

const colors: readonly Color[] = ["blue", "green"];

/** Managed clusters, their pools and their GitOps, in one region. */
export function startAks(options: {
  agenda: Agenda;
  draw: Draw;
  seed: WorldSeed;
  operations: LongRunningOperations;
}): SimulatedAks {
  const { agenda, draw, seed, operations } = options;
  const versions = new Versions();
  const listeners: ((color: Color) => void)[] = [];
  const changed = (id: string): void => {
    const color = colors.find((one) => seed.clusters[one].toLowerCase() === id.toLowerCase());
    if (color !== undefined) for (const listener of listeners) listener(color);
  };
  const store = new ClusterStore(changed);
  const flux = createFlux({ agenda, draw, store, operations, changed });
  lay(seed, store, flux);
  return {
    provider: aksProvider({
      draw,
      store,
      versions,
      operations,
      location: seed.location,
      started: (id) => flux.started(id),
    }),
    fluxProvider: flux.provider,
    directory: {
      serving: (color) => serving(color, { seed, store, flux }),
      onChange: (listener) => void listeners.push(listener),
    },
    addFault: (fault) => {
      if (fault.kind === "versionOffered") versions.offer(fault.version, fault.isPreview);
    },
  };
}

function lay(seed: WorldSeed, store: ClusterStore, flux: Flux): void {
  for (const color of colors) {
    if (color === "green" && seed.idle === "absent") continue;
    const cluster = clusterBody({
      id: seed.clusters[color],
      location: seed.location,
      version: seed.versions[color],
    });
    cluster.properties.provisioningState = "Succeeded";
    for (const pool of cluster.properties.agentPoolProfiles) pool.provisioningState = "Succeeded";
    if (color === "green") cluster.properties.powerState = { code: "Stopped" };
    store.put(cluster);
    flux.lay(cluster.id);
  }
}

/** A cluster serves from the end of its creation or start until the end of its stop. */
function serving(color: Color, world: { seed: WorldSeed; store: ClusterStore; flux: Flux }): ServingCluster {
  const { seed, store, flux } = world;
  const clusterId = seed.clusters[color];
  const cluster = store.find(clusterId);
  const base = { color, clusterId, name: clusterId.split("/").at(-1) ?? "" };
  if (cluster === undefined) return { ...base, version: "", state: "absent", workloadsReady: false };
  const { provisioningState, powerState, currentKubernetesVersion } = cluster.properties;
  const coming =
    provisioningState === "Creating" || provisioningState === "Starting" || provisioningState === "Failed";
  const running = powerState.code === "Running" && !coming;
  return {
    ...base,
    version: currentKubernetesVersion,
    state: running ? "running" : "stopped",
    workloadsReady: running && flux.isReady(clusterId),
  };
}
