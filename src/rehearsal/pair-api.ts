import type { Color } from "../domain/environment/pair.ts";
import type { Answer, App } from "./app.ts";
import type { SeenOperation } from "./scenario.ts";
import type { Turns } from "./turns.ts";

export interface Notice {
  readonly source: "eventGrid" | "timer";
  readonly decision: "started" | "ignored";
  readonly reason: string;
  readonly operationId: string | null;
}

export interface SeenPair {
  readonly active: Color | null;
  readonly notices: readonly Notice[];
}

/** The app's HTTP API about one pair; each question takes a turn of the driver. */
export interface PairApi {
  pair(): Promise<SeenPair>;
  /** From the first to the last. */
  operations(): Promise<readonly SeenOperation[]>;
  /** Not before `dueMs`; `meanwhile` belongs to the same turn, so no time passes until it is done. */
  look(id: string, at: Look): Promise<SeenOperation>;
  /** The id of the operation that the answer names. */
  post(command: PostedCommand, order?: Order): Promise<string>;
  /** The code of the problem that a refused command answers with. */
  refused(command: PostedCommand): Promise<string>;
}

export type PostedCommand = "upgrade" | "approve" | "rollback" | "abort" | "pause" | "resume";

/** What a rollback may be told besides. */
export interface Order {
  readonly to?: Color;
}

interface Look {
  readonly dueMs: number;
  readonly meanwhile: (seen: SeenOperation) => Promise<void>;
}

/** Something went otherwise than the script supposes; the rehearsal reports it and is not ok. */
export class StoryBroke extends Error {}

export function pairApi(path: string, { app, turns, now }: Asking): PairApi {
  const get = async <Body>(what: string, at: string): Promise<Body> =>
    turns.take(`GET ${what}`, now(), async () => bodyOf<Body>(await app.ask("GET", at)));
  return {
    pair: async () => get("the pair", path),
    async operations() {
      const { operations } = await get<{ operations: SeenOperation[] }>("operations", `${path}/operations`);
      const ids = operations.toSorted((one, other) => one.epoch - other.epoch).map(({ id }) => id);
      const found: SeenOperation[] = [];
      for (const id of ids) found.push(await get("an operation", `${path}/operations/${id}`));
      return found;
    },
    look: async (id, { dueMs, meanwhile }) =>
      turns.take("GET the operation", dueMs, async () => {
        const seen = bodyOf<SeenOperation>(await app.ask("GET", `${path}/operations/${id}`));
        await meanwhile(seen);
        return seen;
      }),
    async post(command, order = {}) {
      const sent = { body: { reason: "asked by the rehearsal", ...order } };
      const answer = await turns.take(`POST ${command}`, now(), async () =>
        app.ask("POST", `${path}/${command}`, sent),
      );
      expectStatus(answer, [202]);
      return String(answer.headers["location"]).split("/").at(-1) ?? "";
    },
    async refused(command) {
      const sent = { body: { reason: "asked by the rehearsal" } };
      const answer = await turns.take(`POST ${command}`, now(), async () =>
        app.ask("POST", `${path}/${command}`, sent),
      );
      expectStatus(answer, [409]);
      return (JSON.parse(answer.text) as { code: string }).code;
    },
  };
}

interface Asking {
  readonly app: App;
  readonly turns: Turns;
  readonly now: () => number;
}

function bodyOf<Body>(answer: Answer): Body {
  expectStatus(answer, [200]);
  return JSON.parse(answer.text) as Body;
}

export function expectStatus({ status, text }: Answer, expected: readonly number[]): void {
  if (!expected.includes(status)) throw new StoryBroke(`The app answered ${status}: ${text.slice(0, 500)}`);
}
