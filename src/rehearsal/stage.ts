import type { Color } from "../domain/environment/pair.ts";
import type { WorldSeed } from "../simulator/joints.ts";
import { eventGridPath, type Answer, type App } from "./app.ts";
import type { CloudDesk } from "./cloud-desk.ts";
import { deliveriesOf } from "./event-payloads.ts";
import type { SeenOperation, Stage } from "./scenario.ts";
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

/** The stage with what the rehearsal itself asks after the script. */
export interface OpenStage extends Stage {
  pair(): Promise<SeenPair>;
  operations(): Promise<readonly SeenOperation[]>;
  delivered(): number;
}

/** Something ended otherwise than the script supposes; the rehearsal reports it and is not ok. */
export class StoryBroke extends Error {}

interface StageSetting {
  readonly app: App;
  readonly desk: CloudDesk;
  readonly turns: Turns;
  readonly seed: WorldSeed;
  readonly drawSeed: number;
  readonly now: () => number;
  readonly watch: (operation: SeenOperation) => Promise<void>;
}

const minuteMs = 60_000;
/** The longest calm operation takes some ten hours. */
const longestOperationMs = 48 * 60 * minuteMs;

export function openStage(setting: StageSetting): OpenStage {
  const { app, turns, seed, now, desk } = setting;
  const path = `/api/pairs/${seed.pair}`;
  let [deliveredCount, events, current] = [0, 0, ""];
  const get = async <Body>(what: string, at: string, dueMs = now()): Promise<Body> =>
    turns.take(`GET ${what}`, dueMs, async () => bodyOf<Body>(await app.ask("GET", at)));
  const pair = async (): Promise<SeenPair> => get("the pair", path);
  const operation = async (id: string, dueMs = now()): Promise<SeenOperation> =>
    get("the operation", `${path}/operations/${id}`, dueMs);

  return {
    pair,
    delivered: () => deliveredCount,
    async deliver(about, copies) {
      events += 1;
      const event = supportEnding(setting, { about, number: events });
      for (const { body, headers } of deliveriesOf(event, copies, setting.drawSeed)) {
        await turns.take("an event", now(), async () => {
          expectStatus(await app.ask("POST", eventGridPath, { body, headers }), [200, 202]);
        });
        deliveredCount += 1;
      }
      current = startedIn(await pair());
    },
    async post(command) {
      const sent = { body: { reason: "asked by the rehearsal" } };
      const answer = await turns.take(`POST ${command}`, now(), async () =>
        app.ask("POST", `${path}/${command}`, sent),
      );
      expectStatus(answer, [202]);
      current = String(answer.headers["location"]).split("/").at(-1) ?? "";
    },
    async until(isSo) {
      const latestMs = now() + longestOperationMs;
      for (let seen = await operation(current); ; seen = await operation(current, now() + minuteMs)) {
        await setting.watch(seen);
        if (isSo(seen)) return;
        if (now() > latestMs) throw new StoryBroke(`${current} is ${seen.phase} after 48 hours.`);
      }
    },
    killHost: async () => killHost(setting),
    addFault: async (fault) => turns.take("a fault", now(), async () => desk.addFault(fault)),
    async operations() {
      const { operations } = await get<{ operations: SeenOperation[] }>("operations", `${path}/operations`);
      const ids = operations.toSorted((one, other) => one.epoch - other.epoch).map(({ id }) => id);
      const found: SeenOperation[] = [];
      for (const id of ids) found.push(await operation(id));
      return found;
    },
  };
}

async function killHost({ app, turns, now }: StageSetting): Promise<void> {
  await turns.take("killing the host", now(), async () => app.kill());
  // a turn of its own: the new host is told the time only between two turns
  await turns.take("the restart of the host", now(), async () => app.isUp());
}

function supportEnding({ seed, now }: StageSetting, { about, number }: { about: Color; number: number }) {
  return {
    id: `support-ending-${number}`,
    clusterId: seed.clusters[about],
    kubernetesVersion: seed.versions[about],
    at: new Date(now()).toISOString(),
  };
}

function startedIn({ notices }: SeenPair): string {
  const started = notices.findLast((notice) => notice.decision === "started");
  if (started?.operationId != null) return started.operationId;
  const why = notices.at(-1)?.reason ?? "it is told nowhere";
  throw new StoryBroke(`The event started nothing: ${why}`);
}

function bodyOf<Body>(answer: Answer): Body {
  expectStatus(answer, [200]);
  return JSON.parse(answer.text) as Body;
}

function expectStatus({ status, text }: Answer, expected: readonly number[]): void {
  if (!expected.includes(status)) throw new StoryBroke(`The app answered ${status}: ${text.slice(0, 500)}`);
}
