import type { Color, Fault, WorldSeed } from "../joints.ts";
import type { Configuration } from "./configuration.ts";
import { createEdgeFaults } from "./edge-faults.ts";
import { closeServer } from "./listen.ts";
import type { ProbeCount, Span } from "./origin-watch.ts";
import type { Rollout } from "./rollouts.ts";
import type { Site, SiteOptions, UsersChoice } from "./site.ts";
import { startSite } from "./site.ts";
import { usersTarget } from "./users-target.ts";

export interface Edges {
  readonly addresses: readonly { readonly name: string; readonly port: number }[];
  begin(rollout: Rollout): void;
  catchUp(): Promise<void>;
  /** What stands behind that color's origin answers differently from now on. */
  originChanged(color: Color): void;
  /** Nothing stands behind it any more: connections kept to it are void. */
  originGone(color: Color): void;
  /** True while some edge does not send users where the newest configuration does. */
  disagree(): boolean;
  usersChoices(): readonly UsersChoice[];
  probesBetween(span: Span): readonly ProbeCount[];
  addFault(fault: Fault): void;
  close(): Promise<void>;
}

export type EdgesOptions = Omit<SiteOptions, "latencies" | "affinityOutlivesPriority">;

export const edgeNames = (seed: WorldSeed): readonly string[] =>
  Array.from({ length: seed.edges }, (_, index) => `edge-${index + 1}`);

export async function startEdges(options: EdgesOptions): Promise<Edges> {
  const { agenda, seed, names } = options;
  const sites: Site[] = [];
  const faults = createEdgeFaults({ ...options, sites, newest: () => newest });
  let newest = options.knowledge;
  for (const name of edgeNames(seed)) sites.push(await startSite({ ...options, ...faults }, name));
  const targetOf = targetReader(seed);
  const hostOf = (color: Color) => seed.originHosts[color].toLowerCase();
  names.onLearnt((host, name) => {
    for (const { edge } of sites) if (edge.name === name) edge.originChanged(host, agenda.now());
  });

  return {
    addresses: sites.map(({ edge, port }) => ({ name: edge.name, port })),
    begin({ newest: told, learn, arrivesAtMs }) {
      newest = told;
      for (const [index, { edge }] of sites.entries()) {
        const atMs = arrivesAtMs[index];
        if (atMs !== undefined) edge.arrivals.expect({ atMs, learn });
      }
    },
    async catchUp() {
      const toMs = agenda.now();
      await Promise.all(sites.map(({ edge }) => edge.catchUp(toMs)));
      options.history.looked(toMs);
    },
    originChanged(color) {
      for (const { edge } of sites) edge.originChanged(hostOf(color), agenda.now());
    },
    originGone(color) {
      for (const { connections } of sites) connections.drop(hostOf(color));
    },
    disagree: () => sites.some(({ edge }) => targetOf(edge.applied()) !== targetOf(newest.configuration)),
    usersChoices: () => sites.flatMap((site) => site.usersChoices()),
    probesBetween: (span) => sites.flatMap(({ edge }) => edge.probesBetween(span)),
    addFault: (fault) => faults.add(fault),
    async close() {
      for (const { connections } of sites) connections.close();
      await Promise.all(sites.map(({ server }) => closeServer(server)));
    },
  };
}

/** Asked at every stop for every edge, of configurations that seldom change. */
function targetReader(seed: WorldSeed): (configuration: Configuration) => string {
  const known = new WeakMap<Configuration, string>();
  return (configuration) => {
    const target = known.get(configuration) ?? usersTarget(configuration, seed);
    known.set(configuration, target);
    return target;
  };
}
