import type { Agenda, Draw, Fault, WorldSeed } from "../joints.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Latencies } from "./latencies.ts";
import { createLatencies } from "./latencies.ts";
import type { Site } from "./site.ts";

/** What can go wrong with edges, and what they measure. */
export interface EdgeFaults {
  readonly latencies: Latencies;
  affinityOutlivesPriority(): boolean;
  /** Faults that are not the edges' are none of their business. */
  add(fault: Fault): void;
}

export function createEdgeFaults(options: {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  /** Filled later. */
  readonly sites: readonly Site[];
  readonly newest: () => Knowledge;
}): EdgeFaults {
  const { agenda, draw, seed, sites, newest } = options;
  const latencies = createLatencies(draw);
  let outlives = false;
  return {
    latencies,
    affinityOutlivesPriority: () => outlives,
    add(fault) {
      if (fault.kind === "edgeNeverLearns") siteAt(sites, fault.edge).edge.arrivals.stopLearning();
      if (fault.kind === "edgeLearnsAgain") {
        const { arrivals } = siteAt(sites, fault.edge).edge;
        const known = newest();
        arrivals.learnAgain({ atMs: agenda.now(), learn: () => known });
      }
      if (fault.kind === "affinityOutlivesPriority") outlives = true;
      if (fault.kind === "latencyDiffers") {
        latencies.differ(seed.originHosts[fault.color].toLowerCase(), fault.ms);
        for (const site of sites) site.turned(agenda.now());
      }
    },
  };
}

function siteAt(sites: readonly Site[], number: number): Site {
  const site = sites[number - 1];
  if (site === undefined) throw new Error(`There is no edge ${number}: they are counted from 1.`);
  return site;
}
