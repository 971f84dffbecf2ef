import type { Agenda, ArmRequest, Draw, LongRunningOperations, WorldSeed } from "../joints.ts";
import type { Cluster } from "./cluster.ts";
import type { Lasting } from "./durations.ts";
import { drawDurationMs } from "./durations.ts";
import { isAnyUpgrading } from "./refusals.ts";
import type { Offer } from "./versions.ts";
import { createOffer } from "./versions.ts";

export interface AksOptions {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  readonly operations: LongRunningOperations;
}

/** The clusters there are and the versions that are offered. */
export interface Region {
  readonly location: string;
  readonly offer: Offer;
  /** How a stop of that cluster is refused, if it is. */
  readonly stopRefusals: Map<string, 400 | 409>;
  find(id: string): Cluster | undefined;
  all(): readonly Cluster[];
  /** How often a cluster of that id has been built. */
  buildsOf(id: string): number;
  add(cluster: Cluster): void;
  remove(cluster: Cluster): void;
  changed(cluster: Cluster): void;
  durationMs(what: Lasting, resourceId: string): number;
  /** The cluster is busy in this state until the operation ends. */
  begin(work: Work): Readonly<Record<string, string>>;
}

export interface Work {
  readonly cluster: Cluster;
  readonly request: ArmRequest;
  readonly operationId: string;
  readonly state: string;
  readonly durationMs: number;
  readonly done: () => void;
  readonly failed?: () => void;
}

export function createRegion(options: AksOptions, changed: (cluster: Cluster) => void): Region {
  const clusters = new Map<string, Cluster>();
  const builds = new Map<string, number>();
  return {
    location: options.seed.location,
    offer: createOffer(options.seed.longTermMinors),
    stopRefusals: new Map(),
    find: (id) => clusters.get(id.toLowerCase()),
    all: () => [...clusters.values()],
    buildsOf: (id) => builds.get(id.toLowerCase()) ?? 0,
    add: (cluster) => {
      clusters.set(cluster.id.toLowerCase(), cluster);
      builds.set(cluster.id.toLowerCase(), cluster.build);
    },
    remove: (cluster) => void clusters.delete(cluster.id.toLowerCase()),
    changed,
    durationMs: (what, resourceId) => drawDurationMs(options.draw, what, resourceId),
    begin({ cluster, request, operationId, state, durationMs, done, failed }) {
      cluster.isBusy = true;
      cluster.provisioningState = state;
      cluster.generation += 1;
      const end = (endState: string, effect: () => void) => {
        effect();
        // the last of the pools that are upgraded side by side frees it
        cluster.isBusy = isAnyUpgrading(cluster);
        if (!cluster.isBusy) cluster.provisioningState = endState;
        changed(cluster);
      };
      return options.operations.begin({
        provider: "Microsoft.ContainerService",
        operationId,
        resourceId: request.path,
        durationMs,
        succeed: () => end("Succeeded", done),
        fail: () => end("Failed", () => failed?.()),
      });
    },
  };
}
