import type { RequestListener } from "node:http";
import type { Configuration } from "./front-door/configuration.ts";
import { createControlPlane } from "./front-door/control-plane.ts";
import type { Edges } from "./front-door/edges.ts";
import { colorOf, edgeNames, startEdges } from "./front-door/edges.ts";
import type { Rollout } from "./front-door/rollouts.ts";
import { openGates, type Gates } from "./gates/gates.ts";
import { startIngresses } from "./ingress/ingresses.ts";
import type { Sickness } from "./ingress/sickness.ts";
import { createSickness } from "./ingress/sickness.ts";
import type { SlowDesk } from "./ingress/slow-desk.ts";
import { createSlowDesk } from "./ingress/slow-desk.ts";
import type {
  Agenda,
  ArmProvider,
  ClusterDirectory,
  Color,
  Draw,
  Fault,
  LongRunningOperations,
  TrafficModel,
  WorldSeed,
} from "./joints.ts";
import { createMetricsListener } from "./metrics/listener.ts";
import { metricTables } from "./metrics/metric-tables.ts";
import { createTrafficHistory } from "./metrics/traffic-history.ts";
import { gatherCrowd } from "./users/crowd.ts";
import { openLedger } from "./users/request-ledger.ts";
import { createSlowRequests } from "./users/slow-requests.ts";
import { createTrafficModel } from "./users/traffic-model.ts";
import type { WatchedTime } from "./users/watched-time.ts";
import { createWatchedTime } from "./users/watched-time.ts";

/** Everything of the simulated Azure that a user's request can meet, with the control plane and metrics of it. */
export interface DataPlane {
  readonly provider: ArmProvider;
  /** Host names it serves, each on a port of 127.0.0.1. */
  hosts(): readonly { readonly host: string; readonly port: number }[];
  readonly metrics: RequestListener;
  readonly traffic: TrafficModel;
  /** Faults that are not the data plane's are none of its business. */
  addFault(fault: Fault): void;
  stop(): Promise<void>;
}

export interface DataPlaneOptions {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  readonly operations: LongRunningOperations;
  readonly directory: ClusterDirectory;
  /** Default: gates that nobody closes. */
  readonly gates?: Gates;
}

export async function startDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { agenda, draw, seed, directory } = options;
  const sickness = createSickness(agenda, seed);
  const slowDesk = createSlowDesk();
  const history = createTrafficHistory(draw, edgeNames(seed));
  const controlPlane = createControlPlane({
    ...options,
    onRollout: (rollout, writtenId) => followRollout(rollout, writtenId),
  });
  const gates = options.gates ?? openGates(seed.pair, directory);
  const ingresses = await startIngresses({ seed, directory, sickness, slowDesk, gates });
  const edges = await startEdges({
    ...options,
    frontDoorId: controlPlane.frontDoorId,
    configuration: controlPlane.configuration(),
    portOf: (hostName) => ingresses.portOf(hostName),
    history,
  });
  const watched = createWatchedTime(() => edges.disagree());
  const followRollout = rolloutFollower({ seed, edges, watched, sickness }, controlPlane.configuration());
  const users = gatherUsers(options, { edges, slowDesk, watched });

  gates.onChange((color) => edges.originChanged(color));
  directory.onChange((color) => {
    edges.originChanged(color);
    if (ingresses.follow(color) !== "stopped") return;
    edges.originGone(color);
    users.cut(color);
    watched.clusterStopped();
  });

  const tables = metricTables({ traffic: history, probesBetween: (span) => edges.probesBetween(span) });
  return {
    provider: controlPlane.provider,
    hosts: () => [...ingresses.hosts(), ...edgeHosts(controlPlane.configuration(), edges)],
    metrics: createMetricsListener({ agenda, profileId: seed.profileId, tables }),
    traffic: users.traffic,
    addFault(fault) {
      if (fault.kind === "propagationTakes") controlPlane.propagationTakes(fault.minutes);
      else sickness.add(fault);
      gates.addFault(fault);
    },
    async stop() {
      await users.traffic.stop();
      await ingresses.close();
    },
  };
}

function gatherUsers(
  { agenda, draw, seed }: DataPlaneOptions,
  around: { readonly edges: Edges; readonly slowDesk: SlowDesk; readonly watched: WatchedTime },
): { readonly traffic: TrafficModel; readonly cut: (color: Color) => void } {
  const { edges, slowDesk: desk, watched } = around;
  const crowd = gatherCrowd({ host: seed.publicHost, edges: edges.addresses });
  const ledger = openLedger();
  const slowRequests = createSlowRequests({ draw, edges: edges.addresses, crowd, desk, ledger });
  const traffic = createTrafficModel({
    agenda,
    edges,
    crowd,
    slowRequests,
    ledger,
    watched,
    colorOf: (originHost) => colorOf(seed, originHost),
  });
  return { traffic, cut: (color) => slowRequests.cut(color) };
}

/** What a rollout means besides the edges' new configuration. */
function rolloutFollower(
  about: { seed: WorldSeed; edges: Edges; watched: WatchedTime; sickness: Sickness },
  first: Configuration,
): (rollout: Rollout, writtenId: string) => void {
  const { seed, edges, watched, sickness } = about;
  let usersGoTo = usersColor(seed, first);
  return (rollout, writtenId) => {
    edges.begin(rollout);
    if (writtenId === seed.routeId.toLowerCase()) watched.usersRouteWritten();
    const color = usersColor(seed, rollout.configuration);
    if (color === usersGoTo) return;
    usersGoTo = color;
    sickness.usersSent(color, rollout.lastEdgeMs);
  };
}

/** The color whose group the users' route points to; undefined while it points to none or is disabled. */
function usersColor(seed: WorldSeed, { routes }: Configuration): Color | undefined {
  const route = routes.find(({ id }) => id === seed.routeId.toLowerCase());
  if (route === undefined || !route.isEnabled) return undefined;
  if (route.group === seed.originGroups.blue.toLowerCase()) return "blue";
  return route.group === seed.originGroups.green.toLowerCase() ? "green" : undefined;
}

/** One client meets one edge only: whoever comes through the proxy always meets the first. */
function edgeHosts({ routes }: Configuration, { addresses }: Edges) {
  const port = addresses[0]?.port;
  if (port === undefined) return [];
  const hosts = new Set(routes.flatMap((route) => [...route.hosts, route.endpointHost.toLowerCase()]));
  return [...hosts].map((host) => ({ host, port }));
}
