import { randomFrom } from "./random.ts";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mortalHost, type MortalHost } from "./chaos-host.ts";
import { checkEntities, checkOutputs, startAll, storiesOf, type Story } from "./chaos-stories.ts";

export interface ChaosOrder {
  readonly seed: number;
  readonly kills: number;
  readonly orchestrations: number;
}

export interface ChaosResult {
  /** What did not come out as it must; empty: nothing was lost, nothing counted twice. */
  readonly wrong: readonly string[];
  /** From the start of a process to its first answer, one for each host that was let live as long. */
  readonly restartMs: readonly number[];
  /** Activities that ran again because a host died before it knew of their end: at least once. */
  readonly repeatedActivities: number;
  readonly activities: number;
}

/** Kills the host at random moments, also while it starts, until it has been killed often enough; then lets it finish. */
export async function runChaos(order: ChaosOrder): Promise<ChaosResult> {
  const folder = mkdtempSync(join(tmpdir(), "chaos-"));
  const host = mortalHost(join(folder, "state"));
  try {
    const stories = storiesOf(order.orchestrations, folder);
    const random = randomFrom(order.seed);
    const started = await host.start();
    const starting = startAll(host, stories, lateness(order));
    const restartMs = await killAgainAndAgain(host, { ...order, random, stateFolder: join(folder, "state") });
    await starting;
    const wrong = await lookAtEverything(host, stories);
    const runs = readFileSync(join(folder, "runs.txt"), "utf8").trim().split("\n");
    return {
      wrong: [...wrong, ...host.lastWords],
      restartMs: [started.ms, ...restartMs],
      repeatedActivities: runs.length - new Set(runs).size,
      activities: runs.length,
    };
  } finally {
    await host.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Orchestrations begin all along, so that every kill meets some in the middle. */
const lateness = ({ kills, orchestrations }: ChaosOrder): number => (kills * 450) / orchestrations;

interface Killing extends ChaosOrder {
  readonly random: () => number;
  readonly stateFolder: string;
}

async function killAgainAndAgain(host: MortalHost, killing: Killing): Promise<readonly number[]> {
  const { random, kills, stateFolder } = killing;
  const restartMs: number[] = [];
  let isUp = true;
  for (let kill = 0; kill < kills; kill += 1) {
    await pause(random() * (isUp ? 300 : 250));
    await host.kill();
    // what a kill in the middle of a write leaves behind
    if (random() < 0.3) appendFileSync(join(stateFolder, "Chaos.jsonl"), '{"c":"01234567","n":99999,"ki');
    const starting = host.start();
    // every fourth host dies before it serves
    isUp = random() >= 0.25 || kill === kills - 1;
    if (isUp) restartMs.push((await starting).ms);
    else starting.catch(() => undefined);
  }
  return restartMs;
}

async function lookAtEverything(host: MortalHost, stories: readonly Story[]): Promise<readonly string[]> {
  return [...(await checkOutputs(host, stories)), ...(await checkEntities(host, stories))];
}

const pause = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
