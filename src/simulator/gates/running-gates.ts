import type { ClusterDirectory, Color, WorldSeed } from "../joints.ts";
import { openClusterInside } from "./cluster-inside.ts";
import { startGateProcess, type GateProcess } from "./gate-process.ts";
import { gateAccount, type Gates } from "./gates.ts";

export interface RunningGates extends Gates {
  /** Rejects when one of them cannot start. Whoever probes earlier waits. */
  readonly ready: Promise<void>;
  /** A blob was written or deleted; its name begins with its container. */
  blobChanged(name: string): void;
  stop(): Promise<void>;
}

export interface GatesOptions {
  readonly seed: WorldSeed;
  readonly directory: ClusterDirectory;
  readonly environment: Readonly<Record<string, string>>;
  readonly issueToken: (subject: string, clientId: string) => string;
  readonly folder: string;
}

const colors = ["blue", "green"] as const;
const { clientId, subject } = gateAccount;

/**
 * One gate for each color, from the start of the world to its end: the ingress asks it only while its cluster and the
 * workloads are there.
 */
export async function startGates(options: GatesOptions): Promise<RunningGates> {
  const { seed, directory, issueToken } = options;
  const unwell = new Set<Color>();
  const listeners: ((color: Color) => void)[] = [];
  const announce = (color: Color) => listeners.forEach((listener) => listener(color));
  const inside = await openClusterInside(directory, (color) => unwell.has(color));
  const start = (color: Color) =>
    startGateProcess({
      ...options,
      color,
      clientId,
      urls: inside.urls(color),
      federatedToken: issueToken(`${seed.clusters[color]}/${subject}`, clientId),
    });
  const processes: Readonly<Record<Color, GateProcess>> = { blue: start("blue"), green: start("green") };

  return {
    ready: Promise.all(colors.map((color) => processes[color].ready)).then(() => undefined),
    answer: (color, probe) => processes[color].answer(probe),
    onChange: (listener) => void listeners.push(listener),
    addFault(fault) {
      if (fault.kind !== "clusterHealthFails" && fault.kind !== "clusterHealthRecovers") return;
      if (fault.kind === "clusterHealthFails") unwell.add(fault.color);
      else unwell.delete(fault.color);
      announce(fault.color);
    },
    blobChanged(name) {
      if (name.endsWith(`/pairs/${seed.pair}/record.json`)) colors.forEach(announce);
    },
    async stop() {
      await Promise.all(colors.map((color) => processes[color].stop()));
      await inside.close();
    },
  };
}
