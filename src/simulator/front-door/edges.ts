import type { Server } from "node:http";
import type { Agenda, Color, Draw, WorldSeed } from "../joints.ts";
import type { Choice } from "./choose.ts";
import type { Configuration } from "./configuration.ts";
import type { Edge } from "./edge.ts";
import { startEdge } from "./edge.ts";
import { createEdgeServer } from "./edge-server.ts";
import { closeServer, listen } from "./listen.ts";
import type { OriginConnections } from "./origin-connections.ts";
import { createOriginConnections } from "./origin-connections.ts";
import type { ProbeCount, Span } from "./origin-watch.ts";
import { createProbeAnswers } from "./probe-answers.ts";
import type { Rollout } from "./rollouts.ts";

/** Who keeps in mind what the edges did, each turn at its exact moment. */
export interface EdgeObserver {
  /** From this moment on, this is how the edge shares out users' requests. */
  usersChoice(turn: { readonly edge: string; readonly atMs: number; readonly choice: Choice }): void;
  /** One request of somebody who is no pretend user. */
  forwarded(request: {
    readonly endpointHost: string;
    readonly originHost: string;
    readonly atMs: number;
  }): void;
}

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
  usersChoices(): readonly { readonly edge: string; readonly choice: Choice }[];
  probesBetween(span: Span): readonly ProbeCount[];
  close(): Promise<void>;
}

export interface EdgesOptions {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly seed: WorldSeed;
  readonly frontDoorId: string;
  readonly configuration: Configuration;
  /** Where an origin's host name leads to. */
  readonly portOf: (hostName: string) => number | undefined;
  readonly history: EdgeObserver;
}

interface Site {
  readonly edge: Edge;
  readonly connections: OriginConnections;
  readonly server: Server;
  readonly port: number;
}

export const edgeNames = (seed: WorldSeed): readonly string[] =>
  Array.from({ length: seed.edges }, (_, index) => `edge-${index + 1}`);

export async function startEdges(options: EdgesOptions): Promise<Edges> {
  const { agenda, seed } = options;
  const sites: Site[] = [];
  let newest = options.configuration;
  for (const name of edgeNames(seed)) sites.push(await startSite(options, name));
  const usersChoice = ({ edge }: Site) => edge.choose(seed.publicHost.toLowerCase(), "/");

  return {
    addresses: sites.map(({ edge, port }) => ({ name: edge.name, port })),
    begin({ configuration, arrivesAtMs }) {
      newest = configuration;
      for (const [index, { edge }] of sites.entries()) {
        const atMs = arrivesAtMs[index];
        if (atMs !== undefined) edge.expect({ atMs, configuration });
      }
    },
    async catchUp() {
      const toMs = agenda.now();
      await Promise.all(sites.map(({ edge }) => edge.catchUp(toMs)));
    },
    originChanged(color) {
      for (const { edge } of sites) edge.originChanged(seed.originHosts[color].toLowerCase(), agenda.now());
    },
    originGone(color) {
      for (const { connections } of sites) connections.drop(seed.originHosts[color].toLowerCase());
    },
    disagree: () => sites.some(({ edge }) => usersTarget(edge.applied(), seed) !== usersTarget(newest, seed)),
    usersChoices: () => sites.map((site) => ({ edge: site.edge.name, choice: usersChoice(site) })),
    probesBetween: (span) => sites.flatMap(({ edge }) => edge.probesBetween(span)),
    async close() {
      for (const { connections } of sites) connections.close();
      await Promise.all(sites.map(({ server }) => closeServer(server)));
    },
  };
}

async function startSite(options: EdgesOptions, name: string): Promise<Site> {
  const { agenda, draw, seed, history } = options;
  const publicHost = seed.publicHost.toLowerCase();
  const connections = createOriginConnections(options.portOf);
  const edge = await startEdge({
    name,
    draw,
    answers: createProbeAnswers(connections),
    configuration: options.configuration,
    startsAtMs: agenda.now(),
    onTurn: (turned, atMs) =>
      history.usersChoice({ edge: name, atMs, choice: turned.choose(publicHost, "/") }),
  });
  history.usersChoice({
    edge: name,
    atMs: Number.NEGATIVE_INFINITY,
    choice: edge.choose(publicHost, "/"),
  });
  const server = createEdgeServer({
    name,
    frontDoorId: options.frontDoorId,
    connections,
    choose: (host, path) => edge.choose(host, path),
    drawFor: (host) => draw("edge.pick", `${name}/${host}`),
    colorOf: (originHost) => colorOf(seed, originHost) ?? "",
    onForwarded: (endpointHost, originHost) =>
      history.forwarded({ endpointHost, originHost, atMs: agenda.now() }),
  });
  return { edge, connections, server, port: await listen(server) };
}

/** The group that users are sent to, whatever is thought of the origins in it. */
function usersTarget({ routes }: Configuration, seed: WorldSeed): string {
  const route = routes.find(({ id }) => id === seed.routeIds[0]?.toLowerCase());
  return route === undefined || !route.isEnabled ? "" : route.group;
}

export function colorOf(seed: WorldSeed, originHost: string): Color | undefined {
  if (originHost === seed.originHosts.blue.toLowerCase()) return "blue";
  return originHost === seed.originHosts.green.toLowerCase() ? "green" : undefined;
}
