import type { ClusterDirectory, Color, ServingCluster, WorldSeed } from "../../../src/simulator/joints.ts";

/** Both colors run with their workloads until they are stopped. */
export function twoRunningClusters(seed: WorldSeed): {
  readonly directory: ClusterDirectory;
  readonly set: (color: Color, state: "running" | "stopped") => void;
} {
  const listeners: ((color: Color) => void)[] = [];
  const running = (color: Color): ServingCluster => ({
    color,
    clusterId: seed.clusters[color],
    name: `aks-shop-${color}`,
    version: seed.versions[color],
    state: "running",
    workloadsReady: true,
  });
  const clusters: Record<Color, ServingCluster> = { blue: running("blue"), green: running("green") };
  return {
    directory: {
      serving: (color) => clusters[color],
      onChange: (listener) => void listeners.push(listener),
    },
    set(color, state) {
      clusters[color] = { ...clusters[color], state, workloadsReady: state === "running" };
      for (const listener of listeners) listener(color);
    },
  };
}
