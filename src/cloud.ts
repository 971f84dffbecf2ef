import "./assert-node.ts";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parsePairFile } from "./pair-files.ts";
import { worldOf } from "./rehearsal/world.ts";
import {
  startOnWallClock,
  startSimulatedAzure,
  type SimulatedAzureOptions,
} from "./simulator/simulated-azure.ts";

const usage = `Starts the simulated Azure alone, on the wall clock, and prints the variables that lead an app to it.

  npm run cloud -- [options]

  --pair FILE     the pair whose world it is (default: pairs/shop.json)
  --seed N        of everything that is drawn (default: 1)
  --clock real    whose time it goes by; alone there is no other (default: real)
  --port N        of its proxy on 127.0.0.1 (default: any)
  --record FILE   writes every exchange, one JSON a line
  --help          this text

Start a Functions host with the printed variables in its environment. End it with Ctrl+C.
`;

const options = {
  pair: { type: "string", default: join(import.meta.dirname, "../pairs/shop.json") },
  seed: { type: "string", default: "1" },
  port: { type: "string", default: "0" },
  clock: { type: "string", default: "real" },
  record: { type: "string" },
  rehearsal: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  if (values.rehearsal !== undefined) return rehearse(values.rehearsal);
  if (values.clock !== "real") throw new TypeError(`--clock takes real, not ${values.clock}`);
  const pair = readPair(values.pair);
  const cloud = await startOnWallClock({
    seed: { ...worldOf(pair), startsAt: new Date().toISOString() },
    drawSeed: whole(values.seed, "--seed"),
    port: whole(values.port, "--port"),
    folder: join(tmpdir(), "aks-blue-green-cloud"),
    speed: 0,
    ...(values.record === undefined ? {} : { recordFile: values.record }),
  });
  for (const [name, value] of Object.entries(cloud.environment))
    process.stdout.write(`export ${name}=${value}\n`);
  process.stderr.write(
    `The simulated Azure of ${pair.name} is up: ARM, blobs, metrics, ${pair.router.publicHost} and its origins.\n`,
  );
  stopOnSignal(async () => cloud.stop());
}

function readPair(file: string): ReturnType<typeof parsePairFile> {
  try {
    return parsePairFile(readFileSync(file, "utf8"), file);
  } catch (error) {
    // a bad argument, as the others
    throw new TypeError(error instanceof Error ? error.message : String(error), { cause: error });
  }
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
