import type { MovableAgenda } from "./clock/agenda.ts";
import { drawsOf } from "./clock/draws.ts";
import type { WallClock } from "./clock/wall-clock.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";
import { startDataPlane, type DataPlane } from "./data-plane.ts";
import { startGates } from "./gates/running-gates.ts";
import type { WorldSeed } from "./joints.ts";

export interface PlanesOptions {
  readonly seed: WorldSeed;
  readonly drawSeed: number;
  /** For the CA's certificate and the gates. */
  readonly folder: string;
  readonly recordFile?: string;
  /** For the proxy; 0 = any. */
  readonly port?: number;
  /** What the agenda goes by, if it is not moved stop by stop. */
  readonly wallClock?: WallClock;
}

/** The whole world, on whatever clock moves its agenda. */
export interface Planes {
  readonly control: ControlPlane;
  readonly data: DataPlane;
  stop(): Promise<void>;
}

export async function startPlanes(options: PlanesOptions, agenda: MovableAgenda): Promise<Planes> {
  const { drawSeed, ...rest } = options;
  const { seed, folder } = rest;
  const draw = drawsOf(drawSeed);
  const control = await startControlPlane({ ...rest, agenda, draw });
  const { operations, directory } = control;
  const gates = await startGates({
    seed,
    directory,
    folder,
    environment: control.environment(),
    issueToken: (subject, clientId) => control.issueToken(subject, clientId),
  });
  control.onBlobChange((name) => gates.blobChanged(name));
  const data = await startDataPlane({
    agenda,
    draw,
    seed,
    operations,
    directory,
    gates,
    recordActivity: (activity) => control.recordActivity(activity),
  });
  await gates.ready;
  control.addProvider(data.provider);
  for (const { host, port: at } of data.hosts()) control.addHost(host, { port: at });
  control.addHost(".metrics.monitor.azure.com", data.metrics);
  return {
    control,
    data,
    stop: async () => {
      await data.stop();
      await gates.stop();
      await control.stop();
    },
  };
}
