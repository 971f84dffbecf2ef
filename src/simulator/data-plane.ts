import type { RequestListener } from "node:http";
import type { Activity } from "./arm/activity-log.ts";
import type { Configuration } from "./front-door/configuration.ts";
import type { ControlPlane } from "./front-door/control-plane.ts";
import { createControlPlane } from "./front-door/control-plane.ts";
import { createClassicControlPlane } from "./front-door-classic/control-plane.ts";
import type { Edges } from "./front-door/edges.ts";
import { edgeNames, startEdges } from "./front-door/edges.ts";
import { usersRouteIds } from "./front-door/layout.ts";
import type { Rollout } from "./front-door/rollouts.ts";
import { colorOf, usersColors, usersTarget } from "./front-door/users-target.ts";
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
import { createMetricFaults } from "./metrics/metric-faults.ts";
import { createServedStatus, type ServedStatus } from "./metrics/served-status.ts";
import { classicTables, profileTables } from "./metrics/metric-tables.ts";
import type { TrafficHistory } from "./metrics/traffic-history.ts";
import { createTrafficHistory } from "./metrics/traffic-history.ts";
import { startNames } from "./names/names.ts";
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
  /** Tells the activity log of somebody else's write. */
  readonly recordActivity: (activity: Activity) => void;
  /** Default: gates that nobody closes. */
  readonly gates?: Gates;
}

export async function startDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { agenda, draw, seed, directory } = options;
  const sickness = createSickness(agenda, seed);
  const slowDesk = createSlowDesk();
  const controlPlane = controlPlaneOf(options, (rollout, writtenId) => followRollout(rollout, writtenId));
  const gates = options.gates ?? openGates(seed.pair, directory);
  const { frontDoorId } = controlPlane;
  const ingresses = await startIngresses({ seed, directory, sickness, slowDesk, gates, frontDoorId });
  const names = await startNames({ ...options, askers: edgeNames(seed), ingresses });
  const served = createServedStatus({ seed, directory, sickness, names });
  const history = createTrafficHistory({ draw, edges: edgeNames(seed), served });
  const knowledge = controlPlane.knowledge();
  const edges = await startEdges({
    ...options,
    frontDoorId,
    knowledge,
    names,
    history,
  });
  const watched = createWatchedTime(() => edges.disagree());
  const followRollout = rolloutFollower({ seed, edges, watched, sickness }, knowledge.configuration);
  const users = gatherUsers(options, { edges, slowDesk, watched, served, sickness });
  const metrics = measure(options, { history, edges });

  gates.onChange((color) => edges.originChanged(color));
  directory.onChange((color) => {
    edges.originChanged(color);
    if (ingresses.follow(color) !== "stopped") return;
    edges.originGone(color);
    users.cut(color);
    watched.clusterStopped();
  });

  return {
    provider: firstOf([controlPlane.provider, ...names.providers]),
    hosts: () => [...names.hosts(), ...edgeHosts(controlPlane.knowledge().configuration, edges)],
    metrics: metrics.listener,
    traffic: users.traffic,
    addFault(fault) {
      controlPlane.addFault(fault);
      edges.addFault(fault);
      sickness.add(fault);
      gates.addFault(fault);
      metrics.addFault(fault);
    },
    async stop() {
      await users.traffic.stop();
      await names.close();
      await ingresses.close();
    },
  };
}

function controlPlaneOf(
  options: DataPlaneOptions,
  onRollout: (rollout: Rollout, writtenId: string) => void,
): ControlPlane {
  const create = options.seed.layout === "classic" ? createClassicControlPlane : createControlPlane;
  return create({ ...options, onRollout });
}

const firstOf = (providers: readonly ArmProvider[]): ArmProvider => ({
  find: (request) => providers.map((one) => one.find(request)).find((found) => found !== undefined),
});

function measure(
  { agenda, seed }: DataPlaneOptions,
  { history, edges }: { readonly history: TrafficHistory; readonly edges: Edges },
): { readonly listener: RequestListener; readonly addFault: (fault: Fault) => void } {
  const faults = createMetricFaults(agenda);
  const sources = {
    traffic: history,
    probesBetween: (span: { fromMs: number; toMs: number }) => edges.probesBetween(span),
  };
  const about =
    seed.layout === "classic"
      ? {
          resourceId: seed.frontDoorId,
          namespace: "Microsoft.Network/frontdoors",
          tables: classicTables(sources),
        }
      : { resourceId: seed.profileId, namespace: "Microsoft.Cdn/profiles", tables: profileTables(sources) };
  return {
    listener: createMetricsListener({ agenda, ...about, faults }),
    addFault: (fault) => faults.add(fault),
  };
}

function gatherUsers(
  { agenda, draw, seed }: DataPlaneOptions,
  around: {
    readonly edges: Edges;
    readonly slowDesk: SlowDesk;
    readonly watched: WatchedTime;
    readonly served: ServedStatus;
    readonly sickness: Sickness;
  },
): { readonly traffic: TrafficModel; readonly cut: (color: Color) => void } {
  const { edges, slowDesk: desk, watched, served, sickness } = around;
  const crowd = gatherCrowd({ host: seed.publicHost, edges: edges.addresses });
  const ledger = openLedger((color) => sickness.isDownByHand(color));
  const slowRequests = createSlowRequests({ draw, edges: edges.addresses, crowd, desk, ledger });
  const traffic = createTrafficModel({
    agenda,
    host: seed.publicHost.toLowerCase(),
    edges,
    crowd,
    slowRequests,
    ledger,
    watched,
    colorOf: (originHost) => colorOf(seed, originHost),
    statusOf: (originHost) => served.now(originHost),
  });
  return { traffic, cut: (color) => slowRequests.cut(color) };
}

/** What a rollout means besides the edges' new configuration. */
function rolloutFollower(
  about: { seed: WorldSeed; edges: Edges; watched: WatchedTime; sickness: Sickness },
  first: Configuration,
): (rollout: Rollout, writtenId: string) => void {
  const { seed, edges, watched, sickness } = about;
  const routeIds = usersRouteIds(seed).map((id) => id.toLowerCase());
  let target = usersTarget(first, seed);
  let colors = usersColors(first, seed);
  return (rollout, writtenId) => {
    edges.begin(rollout);
    const { configuration } = rollout.newest;
    const [wasTarget, wasColor] = [target, colors.newest];
    target = usersTarget(configuration, seed);
    colors = usersColors(configuration, seed, colors);
    if (routeIds.includes(writtenId) || target !== wasTarget) watched.usersRouteWritten();
    if (colors.newest !== wasColor) sickness.usersSent(colors.newest, rollout.lastEdgeMs);
  };
}

/** One client meets one edge only: whoever comes through the proxy always meets the first. */
function edgeHosts({ routes }: Configuration, { addresses }: Edges) {
  const port = addresses[0]?.port;
  if (port === undefined) return [];
  const hosts = new Set(routes.flatMap((route) => [...route.hosts, route.endpointHost.toLowerCase()]));
  return [...hosts].map((host) => ({ host, port }));
}
