import type { Draw } from "../joints.ts";
import type { Arrivals } from "./arrivals.ts";
import { createArrivals } from "./arrivals.ts";
import type { Choice, Judgment } from "./choose.ts";
import { choose } from "./choose.ts";
import type { Configuration, OriginConfiguration } from "./configuration.ts";
import type { Knowledge } from "./knowledge.ts";
import type { OriginWatches, ProbeCount, Span } from "./origin-watch.ts";
import { countProbes, fillWindow, sendProbes, watchKey, watchOrigins } from "./origin-watch.ts";
import type { ProbeAnswers } from "./probe-answers.ts";
import type { RuledRequest } from "./rules-engine.ts";

/** One edge site: its own applied configuration, its own probes, its own judgment. */
export interface Edge {
  readonly name: string;
  applied(): Configuration;
  readonly arrivals: Omit<Arrivals, "take">;
  /** Works out, in time order, everything that happened to this edge until `toMs`. */
  catchUp(toMs: number): Promise<void>;
  choose(request: RuledRequest & { readonly host: string }): Choice;
  originChanged(hostName: string, atMs: number): void;
  probesBetween(span: Span): readonly ProbeCount[];
}

export interface EdgeOptions {
  readonly name: string;
  readonly draw: Draw;
  readonly answers: ProbeAnswers;
  readonly knowledge: Knowledge;
  readonly startsAtMs: number;
  readonly latencyMs: (origin: OriginConfiguration) => number;
  /** Told of each moment at which the edge may have begun to do something else with a request. */
  readonly onTurn: (edge: Edge, atMs: number) => void;
}

export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { name, answers, latencyMs, onTurn } = options;
  const arrivals = createArrivals();
  let knowledge = options.knowledge;
  let caughtUpMs = options.startsAtMs;
  let watches: OriginWatches = watchOrigins(options, knowledge.configuration, new Map());
  await answers.refresh([knowledge.configuration]);
  for (const watch of watches.values()) fillWindow(watch, answers, caughtUpMs);

  const judgment: Judgment = {
    isHealthy: (group, origin) => watches.get(watchKey(group, origin))?.isHealthy ?? false,
    latencyMs,
  };
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
    applied: () => knowledge.configuration,
    arrivals,
    async catchUp(toMs) {
      const lessons = arrivals.take(toMs, knowledge);
      const learnt = lessons.map((lesson) => lesson.knowledge.configuration);
      await answers.refresh([knowledge.configuration, ...learnt]);
      for (const lesson of lessons) {
        runProbes(lesson.atMs);
        knowledge = lesson.knowledge;
        watches = watchOrigins(options, knowledge.configuration, watches);
        onTurn(edge, lesson.atMs);
      }
      runProbes(toMs);
    },
    choose: (request) => choose(knowledge.configuration, request, judgment),
    originChanged: (hostName, atMs) => answers.originChanged(hostName, atMs),
    probesBetween: (span) => [...watches.values()].map((watch) => countProbes(watch, answers, span)),
  };
  return edge;
}
