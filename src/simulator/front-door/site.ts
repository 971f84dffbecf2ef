import type { Server } from "node:http";
import type { Agenda, Draw, WorldSeed } from "../joints.ts";
import { stickTo } from "./affinity.ts";
import type { Choice } from "./choose.ts";
import type { Configuration, OriginConfiguration } from "./configuration.ts";
import type { Edge } from "./edge.ts";
import { startEdge } from "./edge.ts";
import { createEdgeCache } from "./edge-cache.ts";
import { createEdgeServer } from "./edge-server.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Latencies } from "./latencies.ts";
import { usersPaths } from "./layout.ts";
import { listen } from "./listen.ts";
import type { OriginConnections } from "./origin-connections.ts";
import { createOriginConnections } from "./origin-connections.ts";
import { createProbeAnswers } from "./probe-answers.ts";
import { colorOf } from "./users-target.ts";

/** Who keeps in mind what the edges did, each turn at its exact moment. */
export interface EdgeObserver {
  usersChoice(turn: UsersTurn): void;
  /** One request of somebody who is no pretend user. */
  forwarded(request: {
    readonly endpointHost: string;
    readonly originHost: string;
    readonly latencyMs: number;
    readonly atMs: number;
  }): void;
  /** The edges have worked out everything until this moment. */
  looked(atMs: number): void;
}

/** From this moment on, this is how the edge shares out users' requests for this path of this host. */
export interface UsersTurn extends UsersChoice {
  readonly atMs: number;
  /** How long it waits for each origin that it has chosen. */
  readonly latencyMs: Readonly<Record<string, number>>;
}

export interface UsersChoice {
  readonly edge: string;
  readonly host: string;
  readonly path: string;
  readonly choice: Choice;
}

type Asked = Pick<UsersChoice, "host" | "path">;

/** One edge with its door and its connections to the origins. */
export interface Site {
  readonly edge: Edge;
  readonly connections: OriginConnections;
  readonly server: Server;
  readonly port: number;
  /** One for each path that users ask, of each host. */
  usersChoices(): readonly UsersChoice[];
  /** What it would do with a request may have changed at this moment. */
  turned(atMs: number): void;
}

export interface SiteOptions {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  readonly frontDoorId: string;
  readonly knowledge: Knowledge;
  readonly names: {
    /** Where an origin's host name leads that edge. */
    portOf(hostName: string, edge: string): number | undefined;
    /** That edge has found another address for the name. */
    onLearnt(listener: (hostName: string, edge: string) => void): void;
  };
  readonly history: EdgeObserver;
  readonly latencies: Latencies;
  readonly affinityOutlivesPriority: () => boolean;
}

export async function startSite(options: SiteOptions, name: string): Promise<Site> {
  const { agenda, draw, seed, history, latencies } = options;
  const connections = createOriginConnections(options.frontDoorId, (host) =>
    options.names.portOf(host, name),
  );
  const usersChoices = usersOf(options, name);
  const turned = (of: Edge, atMs: number) => {
    for (const turn of usersChoices(of)) {
      const latencyMs = originsOf(turn.choice).map((host) => [host, latencies.of(name, host)]);
      history.usersChoice({ ...turn, atMs, latencyMs: Object.fromEntries(latencyMs) });
    }
  };
  const edge = await startEdge({
    name,
    draw,
    answers: createProbeAnswers(connections),
    knowledge: options.knowledge,
    startsAtMs: agenda.now(),
    latencyMs: ({ hostName }: OriginConfiguration) => latencies.of(name, hostName),
    onTurn: turned,
  });
  turned(edge, Number.NEGATIVE_INFINITY);
  const server = createEdgeServer({
    name,
    frontDoorId: options.frontDoorId,
    connections,
    cache: createEdgeCache(() => agenda.now()),
    choose: (request) => edge.choose(request),
    affinityOutlivesPriority: options.affinityOutlivesPriority,
    // Everybody has a stream of draws of their own, so nobody's request depends on who was quicker.
    drawFor: (host, who) => draw("edge.pick", `${name}/${host}/${who}`),
    colorOf: (originHost) => colorOf(seed, originHost) ?? "",
    onForwarded: (endpointHost, originHost) =>
      history.forwarded({
        endpointHost,
        originHost,
        latencyMs: latencies.of(name, originHost),
        atMs: agenda.now(),
      }),
  });
  return {
    edge,
    connections,
    server,
    port: await listen(server),
    usersChoices: () => usersChoices(edge),
    turned: (atMs) => turned(edge, atMs),
  };
}

/** What the edge of that name does with each path that users ask. */
function usersOf(options: SiteOptions, edge: string): (of: Edge) => readonly UsersChoice[] {
  const { seed } = options;
  const host = seed.publicHost.toLowerCase();
  const bound = bindUsers(options);
  const others = new Set<string>();
  return (of) => {
    // whoever was served once goes on asking
    for (const other of otherHosts(seed, of.applied())) others.add(other);
    const asked = [
      ...usersPaths(seed).map((path) => ({ host, path })),
      ...[...others].map((other) => ({ host: other, path: "/" })),
    ];
    return asked.map((ask) => ({ edge, ...ask, choice: bound(ask, of.choose(ask)) }));
  };
}

/** The host names of further endpoints that people use. */
const otherHosts = ({ otherEndpoints = [] }: WorldSeed, { routes }: Configuration): readonly string[] =>
  routes
    .filter(({ id, isEnabled }) => isEnabled && otherEndpoints.some((name) => isBelow(id, name)))
    .map(({ endpointHost }) => endpointHost);

const isBelow = (routeId: string, endpoint: string): boolean =>
  routeId.includes(`/afdendpoints/${endpoint.toLowerCase()}/`);

const originsOf = (choice: Choice): readonly string[] =>
  choice.kind === "refused" ? [] : choice.origins.map(({ origin }) => origin.hostName);

/** Where a group has affinity, the many users of an edge stay with the origin that they were given first. */
function bindUsers(options: SiteOptions): (ask: Asked, choice: Choice) => Choice {
  const boundTo = new Map<string, string>();
  return ({ host, path }, choice) => {
    if (choice.kind === "refused" || !choice.group.hasAffinity) return choice;
    const key = `${host}${path} ${choice.group.name}`;
    const rule = { outlivesPriority: options.affinityOutlivesPriority() };
    // Without the fault weights go on to share out new users, and priority moves the old ones.
    const bound = rule.outlivesPriority
      ? stickTo(choice, ({ name }) => name === boundTo.get(key), rule)
      : choice;
    boundTo.set(key, bound.origins[0]?.origin.name ?? "");
    return bound;
  };
}
