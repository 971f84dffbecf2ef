import type { IncomingMessage } from "node:http";
import type { Gates } from "../gates/gates.ts";
import type { ClusterDirectory, Color, WorldSeed } from "../joints.ts";
import type { Ingress } from "./ingress.ts";
import { startIngress } from "./ingress.ts";
import type { Sickness } from "./sickness.ts";
import type { SlowDesk } from "./slow-desk.ts";

/** Both colors' ways in, following what the cluster directory says. */
export interface Ingresses {
  hosts(): readonly { readonly host: string; readonly port: number }[];
  portOf(hostName: string): number | undefined;
  /** Takes in a change of the directory and says what it meant. */
  follow(color: Color): "started" | "stopped" | "changed";
  close(): Promise<void>;
}

const colors = ["blue", "green"] as const;

export async function startIngresses(options: {
  readonly seed: WorldSeed;
  readonly directory: ClusterDirectory;
  readonly sickness: Sickness;
  readonly slowDesk: SlowDesk;
  readonly gates: Gates;
  /** What Front Door's edges name themselves by. */
  readonly frontDoorId: string;
}): Promise<Ingresses> {
  const { seed, directory, sickness, slowDesk, gates, frontDoorId } = options;
  const isRunning = (color: Color) => directory.serving(color).state === "running";
  const isFrontDoors = ({ headers }: IncomingMessage) => headers["x-azure-fdid"] === frontDoorId;
  const start = (color: Color) =>
    startIngress({
      gatePath: seed.probePath,
      answerGate: (probe) => gates.answer(color, probe),
      slowDesk,
      admits: seed.originLock === "header" ? isFrontDoors : () => true,
      cluster: () => directory.serving(color),
      sickStatus: () => sickness.statusOf(color),
      answers: seed.answers ?? {},
    });
  const ingresses: Readonly<Record<Color, Ingress>> = {
    blue: await start("blue"),
    green: await start("green"),
  };
  const wasRunning: Record<Color, boolean> = { blue: isRunning("blue"), green: isRunning("green") };
  const hosts = () =>
    colors.map((color) => ({ host: seed.originHosts[color].toLowerCase(), port: ingresses[color].port }));

  return {
    hosts,
    portOf: (hostName) => hosts().find(({ host }) => host === hostName)?.port,
    follow(color) {
      const [before, now] = [wasRunning[color], isRunning(color)];
      wasRunning[color] = now;
      if (before === now) return "changed";
      if (now) {
        sickness.clusterStarted(color);
        return "started";
      }
      sickness.clusterStopped(color);
      ingresses[color].cutConnections();
      return "stopped";
    },
    async close() {
      await Promise.all(colors.map((color) => ingresses[color].close()));
    },
  };
}
