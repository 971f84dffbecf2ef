import type { Color } from "../domain/environment/pair.ts";
import type { WorldSeed } from "../simulator/joints.ts";
import { eventGridPath, type App } from "./app.ts";
import type { CloudDesk } from "./cloud-desk.ts";
import { deliveriesOf } from "./event-payloads.ts";
import { expectStatus, pairApi, StoryBroke, type PairApi, type SeenPair } from "./pair-api.ts";
import type { SeenOperation, Stage } from "./scenario.ts";
import type { Turns } from "./turns.ts";
import { versionsAfter } from "./versions.ts";

/** The stage with what the rehearsal itself asks after the script. */
export interface OpenStage extends Stage, Pick<PairApi, "pair" | "operations"> {
  delivered(): number;
  /** The code that an upgrade was refused with. */
  refusal(): string | null;
}

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
  const { app, turns, seed, now, desk, watch } = setting;
  const api = pairApi(`/api/pairs/${seed.pair}`, setting);
  let [deliveredCount, events, current] = [0, 0, ""];
  let refusal: string | null = null;
  const look = async (dueMs: number): Promise<SeenOperation> =>
    api.look(current, { dueMs, meanwhile: watch });
  return {
    pair: async () => api.pair(),
    operations: async () => api.operations(),
    delivered: () => deliveredCount,
    async deliver(about, copies) {
      events += 1;
      const event = supportEnding(setting, { about, number: events, before: await api.operations() });
      for (const { body, headers } of deliveriesOf(event, copies, setting.drawSeed)) {
        await turns.take("an event", now(), async () => {
          expectStatus(await app.ask("POST", eventGridPath, { body, headers }), [200, 202]);
        });
        deliveredCount += 1;
      }
      current = startedIn(await api.pair());
    },
    world: seed,
    refusal: () => refusal,
    async refused(code) {
      refusal = await api.refusedUpgrade();
      if (refusal !== code) throw new StoryBroke(`The upgrade was refused by ${refusal} instead of ${code}.`);
    },
    pass: async (minutes) => turns.take("a while", now() + minutes * minuteMs, async () => undefined),
    post: async (command) => void (current = await api.post(command)),
    async until(isSo) {
      const latestMs = now() + longestOperationMs;
      for (let seen = await look(now()); ; seen = await look(now() + minuteMs)) {
        if (isSo(seen)) return;
        if (now() > latestMs) throw new StoryBroke(`${current} is ${seen.phase} after 48 hours.`);
      }
    },
    killHost: async () => killHost(setting),
    addFault: async (fault) => turns.take("a fault", now(), async () => desk.addFault(fault)),
  };
}

async function killHost({ app, turns, now }: StageSetting): Promise<void> {
  await turns.take("killing the host", now(), async () => app.kill());
  // a turn of its own: the new host is told the time only between two turns
  await turns.take("the restart of the host", now(), async () => app.isUp());
}

interface Occasion {
  readonly about: Color;
  readonly number: number;
  readonly before: readonly SeenOperation[];
}

function supportEnding({ seed, now }: StageSetting, { about, number, before }: Occasion) {
  return {
    id: `support-ending-${number}`,
    clusterId: seed.clusters[about],
    kubernetesVersion: versionsAfter(seed.versions, before)[about],
    at: new Date(now()).toISOString(),
  };
}

function startedIn({ notices }: SeenPair): string {
  const started = notices.findLast((notice) => notice.decision === "started");
  if (started?.operationId != null) return started.operationId;
  const why = notices.at(-1)?.reason ?? "it is told nowhere";
  throw new StoryBroke(`The event started nothing: ${why}`);
}
