import { createAgenda } from "./clock/agenda.ts";
import { wallClock } from "./clock/wall-clock.ts";
import type { RequestLedger, TrafficModel } from "./joints.ts";
import { startPlanes, type PlanesOptions } from "./planes.ts";

export interface WallOptions extends Omit<PlanesOptions, "wallClock"> {
  /** So many times as fast as the wall clock. */
  readonly speed: number;
  /** Pretend users ask from the start. */
  readonly hasUsers: boolean;
}

export interface WallCloud {
  readonly environment: Readonly<Record<string, string>>;
  /** Now, as the cloud has it; and what its users have seen. */
  report(): {
    readonly nowMs: number;
    readonly users: RequestLedger;
    readonly shares: ReturnType<TrafficModel["shares"]>;
  };
  /** Rejects when the world cannot go on. */
  readonly broken: Promise<never>;
  stop(): Promise<void>;
}

const lookEveryMs = 50;
const askEveryMs = 1_000;
/** One a user of each edge. */
const requestsPerEdge = 4;

/** The same world on the wall clock, for a real Functions host: nobody joins, and edges look around all the time. */
export async function startOnWallClock({ speed, hasUsers, ...options }: WallOptions): Promise<WallCloud> {
  const clock = wallClock(speed);
  const agenda = createAgenda(clock.startMs);
  const planes = await startPlanes({ ...options, wallClock: clock }, agenda);
  const { traffic } = planes.data;
  let [isOver, askedMs] = [false, Number.NEGATIVE_INFINITY];
  const look = async (): Promise<void> => {
    agenda.advanceTo(clock.now());
    await traffic.catchUp();
    if (!hasUsers || performance.now() - askedMs < askEveryMs) return;
    askedMs = performance.now();
    await traffic.round(requestsPerEdge);
  };
  const looking = (async () => {
    while (!isOver) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  })();
  return {
    environment: planes.control.environment(),
    report: () => ({ nowMs: agenda.now(), users: traffic.ledger(), shares: traffic.shares() }),
    broken: looking.then(() => new Promise<never>(() => undefined)),
    stop: async () => {
      isOver = true;
      await looking.catch(() => undefined);
      await planes.stop();
    },
  };
}
