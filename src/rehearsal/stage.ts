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
  readonly tell: (text: string) => void;
}

const minuteMs = 60_000;
/** The longest calm operation takes some ten hours. */
const longestOperationMs = 48 * 60 * minuteMs;
const longestPauseMs = 60 * minuteMs;

export function openStage(setting: StageSetting): OpenStage {
  const { turns, seed, now, desk, watch } = setting;
  const api = pairApi(`/api/pairs/${seed.pair}`, setting);
  let [deliveredCount, current] = [0, ""];
  let refusal: string | null = null;
  const look = async (dueMs: number): Promise<SeenOperation> =>
    api.look(current, { dueMs, meanwhile: watch });
  const event = eventSender(setting, api);
  const send = async (about: Color, copies: number): Promise<void> =>
    event(about, copies, () => (deliveredCount += 1));
  return {
    pair: async () => api.pair(),
    operations: async () => api.operations(),
    delivered: () => deliveredCount,
    async deliver(about, copies) {
      await send(about, copies);
      current = startedIn(await api.pair());
    },
    async deliverInVain(about) {
      const before = await api.pair();
      await send(about, 1);
      expectNothingStarted(before, await api.pair());
    },
    world: seed,
    refusal: () => refusal,
    async refused(code) {
      refusal = await api.refused("upgrade");
      if (refusal !== code) throw new StoryBroke(`The upgrade was refused by ${refusal} instead of ${code}.`);
    },
    current: () => current,
    follow: async () => void (current = (await api.operations()).at(-1)?.id ?? ""),
    pass: async (minutes) => turns.take("a while", now() + minutes * minuteMs, async () => undefined),
    post: async (command, order) => void (current = await api.post(command, order)),
    until: async (isSo) => until(setting, { api, look }, isSo),
    ...misfortunes(setting, { look, current: () => current }),
    usersLeave: async (color, withinMinutes) => usersLeave(setting, color, withinMinutes),
    killHost: async () => killHost(setting),
    addFault: async (fault) => turns.take("a fault", now(), async () => desk.addFault(fault)),
  };
}

interface Looking {
  readonly api: PairApi;
  readonly look: (dueMs: number) => Promise<SeenOperation>;
}

async function until(
  { now, tell }: StageSetting,
  { api, look }: Looking,
  isSo: (operation: SeenOperation) => boolean,
): Promise<void> {
  const latestMs = now() + longestOperationMs;
  let pausedAtMs: number | undefined;
  const approve = approver({ api, tell });
  for (let seen = await look(now()); !isSo(seen); seen = await look(now() + minuteMs)) {
    await approve(seen);
    pausedAtMs = seen.phase === "paused" ? (pausedAtMs ?? now()) : undefined;
    if (now() - (pausedAtMs ?? now()) > longestPauseMs)
      throw new StoryBroke(`${seen.id} has paused, and nobody in this scenario resumes it.`);
    if (now() > latestMs) throw new StoryBroke(`${seen.id} is ${seen.phase} after 48 hours.`);
  }
}

/** Approves once whatever is seen to wait twice: what the script has just approved may be told as waiting once more. */
function approver({ api, tell }: { readonly api: PairApi; readonly tell: (text: string) => void }) {
  let [waits, approved] = ["", ""];
  return async ({ id, phase, why, journal }: SeenOperation): Promise<void> => {
    const asked = journal.filter(({ event }) => event === "approval.asked").length;
    const before = waits;
    waits = phase === "waitingForApproval" ? `${id} ${asked}` : "";
    if (waits === "" || waits !== before || waits === approved) return;
    approved = waits;
    await api.post("approve");
    tell(`approved by the rehearsal: ${id} ${why ?? ""}`);
  };
}

/** What can befall the instance of the operation. */
function misfortunes(
  { app, turns, now }: StageSetting,
  running: { readonly current: () => string; readonly look: (dueMs: number) => Promise<SeenOperation> },
): Pick<Stage, "restartMidTurn" | "terminate" | "untilDead"> {
  const { current, look } = running;
  return {
    restartMidTurn: async (id, spared = 0) =>
      turns.take("a restart of the job host", now(), async () => app.restartMidTurn(id, spared)),
    terminate: async () => turns.take("an operator", now(), async () => app.terminate(current())),
    async untilDead() {
      const latestMs = now() + longestOperationMs;
      const status = async (dueMs: number): Promise<string> =>
        turns.take("GET the instance", dueMs, async () => app.runtimeStatus(current()));
      for (
        let seen = await status(now());
        /Running|Pending/.test(seen);
        seen = await status(now() + minuteMs)
      )
        if (now() > latestMs) throw new StoryBroke(`The instance of ${current()} is ${seen} after 48 hours.`);
      return look(now());
    },
  };
}

async function usersLeave(
  { desk, turns, now }: StageSetting,
  color: Color,
  withinMinutes: number,
): Promise<void> {
  const latestMs = now() + withinMinutes * minuteMs;
  const share = async (dueMs: number): Promise<number> =>
    turns.take("a look at the edges", dueMs, async () => (await desk.report()).shares[color]);
  for (let left = await share(now()); left > 0; left = await share(now() + minuteMs)) {
    if (now() < latestMs) continue;
    const percent = Math.round(100 * left);
    throw new StoryBroke(`${percent} % of the users are on ${color} after ${withinMinutes} minutes.`);
  }
}

/** Each call is one event, told as often as copies are wanted. */
function eventSender(setting: StageSetting, api: PairApi) {
  const { app, turns, now, drawSeed } = setting;
  let events = 0;
  return async (about: Color, copies: number, onDelivered: () => void): Promise<void> => {
    events += 1;
    const event = supportEnding(setting, { about, number: events, before: await api.operations() });
    for (const { body, headers } of deliveriesOf(event, copies, drawSeed)) {
      await turns.take("an event", now(), async () => {
        expectStatus(await app.ask("POST", eventGridPath, { body, headers }), [200, 202]);
      });
      onDelivered();
    }
  };
}

function expectNothingStarted(before: SeenPair, after: SeenPair): void {
  const starts = ({ notices }: SeenPair): number =>
    notices.filter(({ decision }) => decision === "started").length;
  if (starts(after) > starts(before)) throw new StoryBroke("The event has started an operation.");
  if (after.notices.length === before.notices.length) throw new StoryBroke("The event is told nowhere.");
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
