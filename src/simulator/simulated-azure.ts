import { createAgenda, type MovableAgenda } from "./clock/agenda.ts";
import { ClockAuthority } from "./clock/authority.ts";
import type { Fault } from "./joints.ts";
import { startPlanes, type PlanesOptions, type Planes } from "./planes.ts";

export interface SimulatedAzureOptions extends PlanesOptions {
  /** Virtual seconds a real one may bring at most; 0 = as fast as it goes. */
  readonly speed: number;
  /** Of users, which every edge completes in each round. */
  readonly requestsPerRound?: number | undefined;
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
