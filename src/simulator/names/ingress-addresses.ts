import type { ClusterDirectory, Color, Draw, WorldSeed } from "../joints.ts";

/** The public IP of each cluster's ingress: with the cluster it goes, and a rebuilt one gets another. */
export interface IngressAddresses {
  of(color: Color): string | undefined;
  colorAt(ip: string): Color | undefined;
}

const colors = ["blue", "green"] as const;
const secondPart = { blue: 61, green: 73 } as const;

export function createIngressAddresses(options: {
  readonly seed: WorldSeed;
  readonly draw: Draw;
  readonly directory: ClusterDirectory;
}): IngressAddresses {
  const { seed, draw, directory } = options;
  const made: Record<Color, number> = { blue: 0, green: 0 };
  const current = new Map<Color, string>();
  const give = (color: Color) => {
    made[color] += 1;
    const last = 1 + Math.floor(254 * draw("publicIp", seed.clusters[color]));
    current.set(color, `20.${secondPart[color]}.${made[color]}.${last}`);
  };
  for (const color of colors) if (directory.serving(color).state !== "absent") give(color);
  directory.onChange((color) => {
    const { state, workloadsReady } = directory.serving(color);
    if (state === "absent") current.delete(color);
    // The Service of the ingress comes with the workloads; a stop leaves its address alone.
    else if (workloadsReady && !current.has(color)) give(color);
  });
  return {
    of: (color) => current.get(color),
    colorAt: (ip) => colors.find((color) => current.get(color) === ip),
  };
}
