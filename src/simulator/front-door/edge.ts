import type { Draw } from "../joints.ts";
import type { Choice, IsHealthy } from "./choose.ts";
import { choose } from "./choose.ts";
import type { Configuration } from "./configuration.ts";
import type { OriginWatches, ProbeCount, Span } from "./origin-watch.ts";
import { countProbes, fillWindow, sendProbes, watchKey, watchOrigins } from "./origin-watch.ts";
import type { ProbeAnswers } from "./probe-answers.ts";

/** A configuration on its way to an edge. */
export interface Arrival {
  readonly atMs: number;
  readonly configuration: Configuration;
}

/** One edge site: its own applied configuration, its own probes, its own judgment. */
export interface Edge {
  readonly name: string;
  applied(): Configuration;
  expect(arrival: Arrival): void;
  /** Works out, in time order, everything that happened to this edge until `toMs`. */
  catchUp(toMs: number): Promise<void>;
  choose(host: string, path: string): Choice;
  originChanged(hostName: string, atMs: number): void;
  probesBetween(span: Span): readonly ProbeCount[];
}

export interface EdgeOptions {
  readonly name: string;
  readonly draw: Draw;
  readonly answers: ProbeAnswers;
  readonly configuration: Configuration;
  readonly startsAtMs: number;
  /** Told of each moment at which the edge may have begun to do something else with a request. */
  readonly onTurn: (edge: Edge, atMs: number) => void;
}

export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { name, answers, onTurn } = options;
  const arrivals: Arrival[] = [];
  let configuration = options.configuration;
  let caughtUpMs = options.startsAtMs;
  let watches: OriginWatches = watchOrigins(options, configuration, new Map());
  await answers.refresh([configuration]);
  for (const watch of watches.values()) fillWindow(watch, answers, caughtUpMs);

  const isHealthy: IsHealthy = (group, origin) => watches.get(watchKey(group, origin))?.isHealthy ?? false;

  const runProbes = (toMs: number) => {
    const span = { fromMs: caughtUpMs, toMs };
    caughtUpMs = toMs;
    const turns = [...watches.values()].flatMap((watch) =>
      sendProbes(watch, answers, span).map((transition) => ({ watch, transition })),
    );
    for (const { watch, transition } of turns.toSorted((a, b) => a.transition.atMs - b.transition.atMs)) {
      watch.isHealthy = transition.isHealthy;
      onTurn(edge, transition.atMs);
    }
  };

  const edge: Edge = {
    name,
    applied: () => configuration,
    expect: (arrival) => void arrivals.push(arrival),
    async catchUp(toMs) {
      const due = arrivals.filter((arrival) => arrival.atMs <= toMs);
      arrivals.splice(0, due.length);
      await answers.refresh([configuration, ...due.map((arrival) => arrival.configuration)]);
      for (const arrival of due) {
        runProbes(arrival.atMs);
        configuration = arrival.configuration;
        watches = watchOrigins(options, configuration, watches);
        onTurn(edge, arrival.atMs);
      }
      runProbes(toMs);
    },
    choose: (host, path) => choose(configuration, { host, path }, isHealthy),
    originChanged: (hostName, atMs) => answers.originChanged(hostName, atMs),
    probesBetween: (span) => [...watches.values()].map((watch) => countProbes(watch, answers, span)),
  };
  return edge;
}
