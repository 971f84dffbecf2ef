import "./assert-node.ts";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Pair } from "./domain/environment/pair.ts";
import { parsePairFile } from "./pair-files.ts";
import { worldOf } from "./rehearsal/world.ts";
import { startOnWallClock, type WallCloud } from "./simulator/on-wall-clock.ts";
import { startSimulatedAzure, type SimulatedAzureOptions } from "./simulator/simulated-azure.ts";

const usage = `Starts the simulated Azure alone, on the wall clock, and prints the variables that lead an app to it.

  npm run --silent cloud -- [options]

  --pair FILE     the pair whose world it is (default: pairs/shop.json)
  --seed N        of everything that is drawn (default: 1)
  --clock real    whose time it goes by; alone there is no other (default: real)
  --speed N       so many times as fast as the wall clock (default: 1)
  --users         user traffic from the start; what users see is told every ten seconds
  --port N        of its proxy on 127.0.0.1 (default: any)
  --record FILE   writes every exchange with its times, one JSON a line
  --help          this text

Start a Functions host with the printed variables in its environment; docs/real-host.md goes through it. End it with Ctrl+C.
`;

const options = {
  pair: { type: "string", default: join(import.meta.dirname, "../pairs/shop.json") },
  seed: { type: "string", default: "1" },
  port: { type: "string", default: "0" },
  clock: { type: "string", default: "real" },
  speed: { type: "string", default: "1" },
  users: { type: "boolean", default: false },
  record: { type: "string" },
  rehearsal: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const tellEveryMs = 10_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  if (values.rehearsal !== undefined) return rehearse(values.rehearsal);
  if (values.clock !== "real") throw new TypeError(`--clock takes real, not ${values.clock}`);
  const pair = readPair(values.pair);
  const speed = whole(values.speed, "--speed");
  if (speed === 0)
    throw new TypeError("--speed takes 1 or more: on the wall clock time does not stand still");
  // a folder of its own: two clouds have two CAs
  const folder = mkdtempSync(join(tmpdir(), "aks-blue-green-cloud-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const cloud = await startOnWallClock({
    seed: { ...worldOf(pair), startsAt: new Date().toISOString() },
    drawSeed: whole(values.seed, "--seed"),
    port: whole(values.port, "--port"),
    folder,
    speed,
    hasUsers: values.users,
    ...(values.record === undefined ? {} : { recordFile: values.record }),
  });
  const tell = (): void => {
    if (values.users) process.stderr.write(usersLine(cloud));
  };
  setInterval(tell, tellEveryMs);
  // before it is said to be up: whoever reads that may end it at once
  stopOnSignal(async () => {
    await cloud.stop();
    tell();
  });
  process.stdout.write(variables(cloud, { folder, pair, speed }));
  process.stderr.write(
    `The simulated Azure of ${pair.name} is up: ARM, blobs, metrics, ${pair.router.publicHost} and its origins.\n`,
  );
  await cloud.broken;
}

function readPair(file: string): Pair {
  try {
    return parsePairFile(readFileSync(file, "utf8"), file);
  } catch (error) {
    // a bad argument, as the others
    throw new TypeError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

interface Started {
  readonly folder: string;
  readonly pair: Pair;
  readonly speed: number;
}

/** For a shell to source: everything that a host needs, and in comments how the rest is started. */
function variables({ environment }: WallCloud, started: Started): string {
  const own = {
    ...environment,
    // the host and Durable keep queues, tables and leases there; the app goes by the blob endpoint above
    AzureWebJobsStorage: "UseDevelopmentStorage=true",
    FUNCTIONS_WORKER_RUNTIME: "node",
    PAIRS_FOLDER: layPair(started),
  };
  const lines = [
    ...Object.entries(own).map(([name, value]) => `export ${name}='${value}'`),
    '# AzureWebJobsStorage is an Azurite beside it: npx azurite --silent --skipApiVersionCheck --location "$(mktemp -d)"',
    ...(started.speed === 1 ? [] : fasterWords(environment["IDENTITY_ENDPOINT"] ?? "", started.speed)),
  ];
  return `${lines.join("\n")}\n`;
}

/** Whoever waits in that world has to go by its clock. */
const fasterWords = (tokenUrl: string, speed: number): readonly string[] => [
  `# ${speed} times as fast: start Azurite and the Functions host with`,
  `#   TZ=UTC faketime -f "@$(curl -s ${new URL("/clock", tokenUrl).href}) x${speed}" COMMAND`,
  `# and npm run host with NODE_OPTIONS='--import=${new URL("simulator/clock/at-cloud-speed.ts", import.meta.url).href}'`,
];

const longestLatencyMs = 10_000;

/** The same pair for the app; where a stopwatch runs faster, its checks may take longer by it. */
function layPair({ folder, pair, speed }: Started): string {
  const pairs = join(folder, "pairs");
  mkdirSync(pairs);
  const checks = pair.checks.map((check) => ({
    ...check,
    latencyMs: Math.min(longestLatencyMs, check.latencyMs * speed),
  }));
  writeFileSync(join(pairs, `${pair.name}.json`), `${JSON.stringify({ ...pair, checks }, null, 2)}\n`);
  return pairs;
}

function usersLine(cloud: WallCloud): string {
  const { nowMs, users, shares } = cloud.report();
  const { total, failed, failedBy, perColor } = users;
  const at = new Date(nowMs).toISOString().slice(0, 19).replace("T", " ");
  const percent = Math.round(100 * shares.blue);
  return `${at} requests ${total}: blue ${perColor.blue}, green ${perColor.green}; failed ${failed} (swap ${failedBy.swap}, sick environment ${failedBy.sickEnvironment}); now blue ${percent} %\n`;
}

/** As a child of the rehearsal: one line says where it is, and it ends with its parent. */
async function rehearse(file: string): Promise<void> {
  const given = JSON.parse(readFileSync(file, "utf8")) as SimulatedAzureOptions;
  const cloud = await startSimulatedAzure(given, (text) => {
    process.stdout.write(`${JSON.stringify({ stalled: text })}\n`, () => process.exit(3));
  });
  process.stdout.write(`${JSON.stringify({ clockPort: cloud.clockPort, environment: cloud.environment })}\n`);
  stopOnSignal(async () => cloud.stop());
  process.stdin.on("end", () => process.exit(0)).resume();
}

function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(0)));
  }
}

function whole(text: string, name: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new TypeError(`${name} takes a whole number, not ${text}`);
}

try {
  await main();
} catch (error) {
  const isOfArguments = error instanceof TypeError;
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${isOfArguments ? `${usage}\n` : ""}${text}\n`);
  process.exit(isOfArguments ? 2 : 3);
}
