import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Pair } from "../domain/environment/pair.ts";
import { joinClock } from "../simulator/clock/participant.ts";
import type { WorldSeed } from "../simulator/joints.ts";
import { layAppFolder } from "./app-folder.ts";
import { settingsOf } from "./as-rehearsed.ts";
import { startApp, type App } from "./app.ts";
import type { RouterName } from "./arguments.ts";
import { deskOver, type CloudDesk } from "./cloud-desk.ts";
import { startCloud, type Cloud } from "./cloud.ts";
import { StoryBroke } from "./pair-api.ts";
import { reportOf, type Report } from "./report.ts";
import type { Scenario, SeenOperation } from "./scenario.ts";
import { openStage, type OpenStage } from "./stage.ts";
import type { Timeline } from "./timeline.ts";
import { takeTurns, type Turns } from "./turns.ts";
import { worldOf } from "./world.ts";

export interface RehearsalOrder {
  readonly project: string;
  /** Where the logs stay. */
  readonly runFolder: string;
  readonly scenario: Scenario;
  /** Which a scenario may vary. */
  readonly pair: Pair;
  readonly drawSeed: number;
  readonly speed: number;
  /** Of users, at each edge in every round. */
  readonly requests?: number;
  readonly router: RouterName;
  readonly earlyTimers: boolean;
  /** Whether every exchange with the simulated Azure is written down. */
  readonly records: boolean;
  readonly timeline: Timeline;
  /** Told where the app's state lies, once the story has been told and before it is cleared away. */
  readonly onState?: (folder: string) => void;
  /** Takes what must be ended however the rehearsal ends. */
  readonly onExit: (end: () => Promise<void>) => void;
}

export interface Rehearsed extends Told {
  /** One JSON a line; empty when they are not written down. */
  readonly exchanges: string;
}

interface Told {
  readonly report: Report;
  readonly last: SeenOperation | undefined;
}

type JoinedClock = Awaited<ReturnType<typeof joinClock>>;

/** Cloud, app and driver come up, the script is played turn by turn, and what happened is asked of both sides. */
export async function rehearse(order: RehearsalOrder): Promise<Rehearsed> {
  const startedMs = performance.now();
  const folder = join(order.runFolder, order.scenario.name);
  const pair = pairOf(order);
  const pairFile = `${JSON.stringify(pair, null, 2)}\n`;
  const folders = await layAppFolder(order.project, { router: order.router, folder, pairFile });
  const seed = worldOf(pair, order.scenario.world);
  const cloud = await startCloud(order.project, cloudOrder(order, { seed, folder }));
  order.onExit(async () => cloud.process.stop());
  const environment = { ...cloud.environment, ...settingsOf(pair), ROUTER_ARM: order.router };
  const { project, earlyTimers } = order;
  const app = startApp({ project, folder, folders, clockPort: cloud.clockPort, environment, earlyTimers });
  order.onExit(async () => app.stop());
  const logs = logsIn(folder);
  const played = play(order, { seed, cloud, app, startedMs, logs });
  const told = await firstOf([played, app.died], endOf(cloud));
  order.onState?.(folders.state);
  const exchanges = order.records ? await readFile(join(folder, recordName), "utf8") : "";
  // what went wrong can be read up there; of what went well the logs are enough
  if (told.report.ok)
    for (const big of Object.values(folders))
      order.onExit(async () => rm(big, { recursive: true, force: true, maxRetries: 5 }));
  return { ...told, exchanges };
}

/** As the scenario varies it. */
const pairOf = ({ scenario, pair }: RehearsalOrder): Pair => scenario.pair?.(pair) ?? pair;

const recordName = "exchanges.jsonl";

/** What the app's host and the simulated Azure have written of one scenario. */
export const logsIn = (folder: string): readonly string[] =>
  ["host.log", "cloud.log"].map((name) => join(folder, name));

function cloudOrder(order: RehearsalOrder, { seed, folder }: { seed: WorldSeed; folder: string }) {
  const { drawSeed, speed, records, requests: requestsPerRound } = order;
  const recordFile = join(folder, recordName);
  return { seed, drawSeed, speed, requestsPerRound, folder, ...(records ? { recordFile } : {}) };
}

const longestReasonMs = 1000;

/** When the cloud ends, others end because of it, and some of them sooner: its reason is the one to tell. */
async function firstOf<Result>(
  others: readonly Promise<Result>[],
  cloudEnds: Promise<never>,
): Promise<Result> {
  return Promise.race([...others, cloudEnds]).catch(async (error: unknown) => {
    await Promise.race([cloudEnds, new Promise((resolve) => setTimeout(resolve, longestReasonMs))]);
    throw error;
  });
}

async function endOf({ process }: Cloud): Promise<never> {
  const { code, lastWords } = await process.ended;
  const text = /\{"stalled":.*\}/.exec(lastWords)?.[0];
  if (text === undefined) throw new Error(`The simulated Azure ended (${String(code)}).\n${lastWords}`);
  throw new Error(`Time stood still: ${(JSON.parse(text) as { stalled: string }).stalled}`);
}

interface Running {
  readonly seed: WorldSeed;
  readonly cloud: Cloud;
  readonly app: App;
  readonly startedMs: number;
  readonly logs: readonly string[];
}

async function play(order: RehearsalOrder, running: Running): Promise<Told> {
  const { drawSeed, timeline } = order;
  const { seed, app } = running;
  const clock = await joinClock({ port: running.cloud.clockPort, role: "driver" });
  const ready = clock.busy("the beginning of the script");
  const desk = deskOver(async (method, params) => clock.call(method, params));
  const turns = takeTurns(clock);
  killWhenHeld(clock, { app, desk });
  const now = (): number => clock.now();
  const watch = async (seen: SeenOperation): Promise<void> => timeline.show(seen, await desk.report());
  const tell = (text: string): void => timeline.tell(text);
  const stage = openStage({ app, desk, turns, seed, drawSeed, now, watch, tell });
  const telling = tellStory({ order, running, stage, desk, turns, now });
  setImmediate(() => ready());
  order.onExit(async () => clock.close());
  return telling.finally(() => timeline.close());
}

/** The answer of one call is held back: the app dies before it can learn that the call was taken. */
function killWhenHeld(clock: JoinedClock, { app, desk }: { app: App; desk: CloudDesk }): void {
  clock.onNotify((kind, name) => {
    if (kind !== "held") return;
    // time must not go on before the new host serves
    const done = clock.busy("the restart of the host");
    void restart(app, async () => desk.dropHeld(name)).finally(() => done());
  });
}

async function restart(app: App, whileDead: () => Promise<void>): Promise<void> {
  await app.kill(whileDead);
  // one that does not come up is told by the app's death
  await app.isUp().catch(() => undefined);
}

interface Telling {
  readonly order: RehearsalOrder;
  readonly running: Running;
  readonly stage: OpenStage;
  readonly desk: CloudDesk;
  readonly turns: Turns;
  readonly now: () => number;
}

async function tellStory({ order, running, stage, desk, turns, now }: Telling): Promise<Told> {
  const { scenario, drawSeed, router } = order;
  const { seed, app, startedMs, logs } = running;
  const before = await stage.pair();
  // a failure from here on is not the world's own
  await turns.take("the first requests", now(), async () => desk.finalRounds());
  const { faults } = scenario;
  for (const fault of typeof faults === "function" ? faults(pairOf(order)) : faults)
    await stage.addFault(fault);
  const broken = await brokenBy(async () => scenario.script(stage));
  await turns.take("the last requests", now(), async () => {
    await desk.operationsEnded();
    await desk.finalRounds();
  });
  const [after, operations] = [await stage.pair(), await stage.operations()];
  const report = reportOf({
    scenario,
    seed,
    drawSeed,
    router,
    broken,
    before,
    after,
    operations,
    cloud: await turns.take("the ledgers", now(), async () => desk.report()),
    delivered: stage.delivered(),
    refusal: stage.refusal(),
    kills: app.kills(),
    restarts: app.restarts(),
    wallMs: performance.now() - startedMs,
    logs,
  });
  return { report, last: operations.at(-1) };
}

async function brokenBy(script: () => Promise<void>): Promise<readonly string[]> {
  try {
    await script();
    return [];
  } catch (error) {
    if (error instanceof StoryBroke) return [error.message];
    throw error;
  }
}
