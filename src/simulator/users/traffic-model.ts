import type { Agenda, Color, TrafficModel } from "../joints.ts";
import type { Choice } from "../front-door/choose.ts";
import type { UsersChoice } from "../front-door/site.ts";
import type { Crowd } from "./crowd.ts";
import type { LedgerBook } from "./request-ledger.ts";
import type { SlowRequests } from "./slow-requests.ts";
import type { WatchedTime } from "./watched-time.ts";

export interface TrafficModelOptions {
  /** The users' own; people of other hosts ask only where a route serves them. */
  readonly host: string;
  readonly agenda: Agenda;
  readonly edges: {
    catchUp(): Promise<void>;
    usersChoices(): readonly UsersChoice[];
    close(): Promise<void>;
  };
  readonly crowd: Crowd;
  readonly slowRequests: SlowRequests;
  readonly ledger: LedgerBook;
  readonly watched: WatchedTime;
  readonly colorOf: (originHost: string) => Color | undefined;
  /** What that origin's application answers users with right now. */
  readonly statusOf: (originHost: string) => number;
}

export function createTrafficModel(options: TrafficModelOptions): TrafficModel {
  const { agenda, edges, crowd, slowRequests, ledger, watched } = options;
  return {
    async catchUp() {
      await edges.catchUp();
      await slowRequests.settle(agenda.now());
    },
    behaviour: () =>
      [...Map.groupBy(edges.usersChoices(), ({ edge }) => edge)]
        .map(
          ([edge, choices]) =>
            `${edge}=${choices.map(({ choice }) => describe(choice, options.statusOf)).join("|")}`,
        )
        .join(" "),
    async round(requestsPerEdge) {
      const atMs = agenda.now();
      await slowRequests.settle(atMs);
      if (watched.isNow()) await slowRequests.begin(atMs);
      const choices = Map.groupBy(edges.usersChoices(), ({ edge }) => edge);
      const asksOf = (edge: string) => (choices.get(edge) ?? []).filter((one) => isAsked(options, one));
      const outcomes = await crowd.round(requestsPerEdge, (edge) =>
        asksOf(edge).map(({ host, path }) => ({ host, path })),
      );
      for (const outcome of outcomes) ledger.record(atMs, outcome);
    },
    isWatched: () => watched.isNow(),
    operationsEnded: () => watched.operationsEnded(),
    ledger: () => ledger.read(),
    shares: () => shares(options),
    async stop() {
      await crowd.stop();
      await edges.close();
    },
  };
}

const isAsked = ({ host }: TrafficModelOptions, { host: asked, choice }: UsersChoice): boolean =>
  asked === host || choice.kind === "forwarded";

/** Equal words, equal behavior, and equal answers to users. */
function describe(choice: Choice, statusOf: (originHost: string) => number): string {
  if (choice.kind === "refused") return choice.why;
  return choice.origins
    .map(({ origin, share }) => {
      const status = statusOf(origin.hostName);
      return `${origin.hostName}*${share}${status === 200 ? "" : `!${status}`}`;
    })
    .join("+");
}

/** Edges and routes count alike here, though one has more users than another. */
function shares({ host, edges, colorOf }: TrafficModelOptions): Readonly<Record<Color, number>> {
  const shared: Record<Color, number> = { blue: 0, green: 0 };
  const choices = edges.usersChoices().filter((one) => one.host === host);
  for (const { choice } of choices) {
    for (const { origin, share } of choice.kind === "refused" ? [] : choice.origins) {
      const color = colorOf(origin.hostName);
      if (color !== undefined) shared[color] += share / choices.length;
    }
  }
  return shared;
}
