import { readFileSync } from "node:fs";
import { parsePairFile } from "../../../src/pair-files.ts";
import { worldOf } from "../../../src/rehearsal/world.ts";
import { createAgenda, type MovableAgenda } from "../../../src/simulator/clock/agenda.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import { startDataPlane, type DataPlane } from "../../../src/simulator/data-plane.ts";
import type { Color, WorldSeed } from "../../../src/simulator/joints.ts";
import { closableGates, type ClosableGates } from "./closable-gates.ts";
import { twoRunningClusters } from "./clusters.ts";

const minuteMs = 60_000;

/** Edges, ingresses and users on real sockets, with a clock that the bench moves. Both environments run and are well. */
export interface SwapWorld {
  readonly seed: WorldSeed;
  readonly gates: ClosableGates;
  readonly clusters: ReturnType<typeof twoRunningClusters>;
  /** One PATCH below the profile; resolves nothing, `isOver` tells when ARM says Succeeded. */
  patch(path: string, properties: object): { readonly isOver: () => boolean };
  /** Lets time pass without users. */
  skip(minutes: number): Promise<void>;
  /** Minute by minute, with users at every edge, until it is so. */
  until(isSo: () => boolean): Promise<void>;
  /** The share of users' requests that this color gets. */
  share(color: Color): number;
  requests(): { readonly total: number; readonly failed: number };
  stop(): Promise<void>;
}

export async function openSwapWorld(options: {
  readonly drawSeed: number;
  readonly requestsPerEdge: number;
}): Promise<SwapWorld> {
  const seed = worldOf(parsePairFile(readFileSync("pairs/shop.json", "utf8"), "pairs/shop.json"), {
    idle: "kept",
  });
  const agenda = createAgenda(Date.parse(seed.startsAt));
  const clusters = twoRunningClusters(seed);
  const gates = closableGates(seed.pair);
  const over = new Set<number>();
  let begun = 0;
  const plane = await startDataPlane({
    agenda,
    draw: drawsOf(options.drawSeed),
    seed,
    operations: {
      begin: ({ durationMs, resourceId, succeed }) => {
        const number = (begun += 1);
        agenda.at(agenda.now() + durationMs, resourceId, () => {
          succeed();
          over.add(number);
        });
        return {};
      },
    },
    directory: clusters.directory,
    gates,
    recordActivity: () => undefined,
  });
  const move = mover({ plane, agenda, requestsPerEdge: options.requestsPerEdge });
  return {
    seed,
    gates,
    clusters,
    patch(path, properties) {
      patch(plane, `${seed.profileId}/${path}`, properties);
      const number = begun;
      return { isOver: () => over.has(number) };
    },
    ...move,
    share: (color) => plane.traffic.shares()[color],
    requests: () => plane.traffic.ledger(),
    stop: async () => plane.stop(),
  };
}

function mover(world: {
  readonly plane: DataPlane;
  readonly agenda: MovableAgenda;
  readonly requestsPerEdge: number;
}): Pick<SwapWorld, "skip" | "until"> {
  const { plane, agenda, requestsPerEdge } = world;
  const pass = async (ms: number) => {
    agenda.advanceTo(agenda.now() + ms);
    await plane.traffic.catchUp();
  };
  return {
    skip: async (minutes) => pass(minutes * minuteMs),
    async until(isSo) {
      const latestMs = agenda.now() + 240 * minuteMs;
      while (!isSo()) {
        if (agenda.now() > latestMs) throw new Error("the swap did not end within four hours");
        await plane.traffic.round(requestsPerEdge);
        await pass(minuteMs);
      }
      await plane.traffic.round(requestsPerEdge);
    },
  };
}

function patch(plane: DataPlane, path: string, properties: object): void {
  const asked = { method: "PATCH", path, query: new URLSearchParams(), headers: {}, body: { properties } };
  const answer = plane.provider.find(asked)?.answer();
  if (answer === undefined || answer.status >= 300)
    throw new Error(`the write of ${path} was refused: ${JSON.stringify(answer?.body)}`);
}
