import { createAgenda, type MovableAgenda } from "./clock/agenda.ts";
import { ClockAuthority } from "./clock/authority.ts";
import { drawsOf } from "./clock/draws.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";
import { startDataPlane, type DataPlane } from "./data-plane.ts";
import { startGates } from "./gates/running-gates.ts";
import type { Fault, WorldSeed } from "./joints.ts";

export interface SimulatedAzureOptions {
  readonly seed: WorldSeed;
  readonly drawSeed: number;
  readonly folder: string;
  readonly recordFile?: string;
  /** Virtual seconds a real one may bring at most; 0 = as fast as it goes. */
  readonly speed: number;
  /** Of users, which every edge completes in each round. */
  readonly requestsPerRound?: number | undefined;
  /** For the proxy; 0 = any. */
  readonly port?: number;
}

export interface SimulatedAzure {
  readonly clockPort: number;
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const finalRequestsPerEdge = 100;
const stallMs = 30_000;

/** A whole rehearsal world on event-driven time: the driver and the host join its clock. */
export async function startSimulatedAzure(
  options: SimulatedAzureOptions,
  onStalled: (text: string) => void,
): Promise<SimulatedAzure> {
  const agenda = createAgenda(Date.parse(options.seed.startsAt));
  const planes = await startPlanes(options, agenda);
  const authority = new ClockAuthority({
    agenda,
    traffic: planes.data.traffic,
    roles: ["host", "driver"],
    speed: options.speed,
    requestsPerRound: options.requestsPerRound,
    stallMs,
    onStalled,
    onCall: async (method, params) => answerCall(planes, agenda, { method, params }),
  });
  planes.control.onHeld((name) => authority.notify("held", name));
  const clockPort = await authority.listen();
  authority
    .run()
    .catch((error: unknown) =>
      onStalled(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  return {
    clockPort,
    environment: planes.control.environment(),
    stop: async () => {
      authority.stop();
      await planes.stop();
    },
  };
}

interface Planes {
  readonly control: ControlPlane;
  readonly data: DataPlane;
  stop(): Promise<void>;
}

async function startPlanes(options: SimulatedAzureOptions, agenda: MovableAgenda): Promise<Planes> {
  const { seed, folder, recordFile, port } = options;
  const draw = drawsOf(options.drawSeed);
  const recorded = {
    ...(recordFile === undefined ? {} : { recordFile }),
    ...(port === undefined ? {} : { port }),
  };
  const control = await startControlPlane({ agenda, draw, seed, folder, ...recorded });
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

async function answerCall(
  { control, data }: Planes,
  agenda: MovableAgenda,
  { method, params }: { method: string; params: unknown },
): Promise<unknown> {
  switch (method) {
    case "addFault":
      control.addFault(params as Fault);
      data.addFault(params as Fault);
      return null;
    case "dropHeld":
      control.dropHeld(params as string);
      return null;
    case "operationsEnded":
      data.traffic.operationsEnded();
      return null;
    case "finalRounds":
      await data.traffic.catchUp();
      await data.traffic.round(finalRequestsPerEdge);
      return null;
    case "report":
      return {
        arm: control.ledger(),
        requests: data.traffic.ledger(),
        shares: data.traffic.shares(),
        nowMs: agenda.now(),
      };
    default:
      throw new Error(`the simulated Azure has no method ${method}`);
  }
}

/** The same world on the wall clock, for a real Functions host: nobody joins, edges look around once a second. */
export async function startOnWallClock(options: SimulatedAzureOptions): Promise<SimulatedAzure> {
  const agenda = createAgenda(Date.now());
  const planes = await startPlanes(options, agenda);
  let looking = false;
  const timer = setInterval(() => {
    agenda.advanceTo(Date.now());
    if (looking) return;
    looking = true;
    void planes.data.traffic.catchUp().finally(() => (looking = false));
  }, 1_000);
  return {
    clockPort: 0,
    environment: planes.control.environment(),
    stop: async () => {
      clearInterval(timer);
      await planes.stop();
    },
  };
}
