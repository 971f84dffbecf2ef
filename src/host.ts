import "./assert-node.ts";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { functionList } from "./local-host/function-list.ts";
import { HostError, messageOf } from "./local-host/host-error.ts";
import type { LogLine } from "./local-host/host-log.ts";
import type { Clock } from "./local-host/clock.ts";
import { startHost, type HostOptions } from "./local-host/local-host.ts";
import { realClock } from "./local-host/real-clock.ts";
import { virtualClock } from "./local-host/virtual-clock.ts";

const usage = `Runs an Azure Functions app (Node, version 4 model) with Durable Functions on this machine.

  node src/host.ts [options]

  --app DIR       the app's folder, with package.json and host.json (default: this one)
  --port N        on 127.0.0.1 (default: 7071; 0: any free port)
  --state DIR     journal, keys and lock (default: DIR/.host in the app's folder)
  --clock CLOCK   real (default), virtual, or 127.0.0.1:PORT to follow another process's time
  --mode MODE     strict (default): what hangs or gets lost in production fails at once; faithful: as production
  --keep-journal  never fold the journal: for whoever reads it afterwards
  --build         run the app's own build script first
  --early-timers  durable timers fire up to one second early, as they do in production
  --chaos FAULT   restart-mid-turn: one turn in ten is lost half-done, as by a job host that restarts at the wrong moment
  --seed N        what that chance draws from (default: 1)
  --help          this text

The app runs in a process of its own and is begun anew when its code, host.json or local.settings.json change.
Keys are taken from LOCAL_HOST_MASTER_KEY, LOCAL_HOST_FUNCTION_KEY, LOCAL_HOST_DURABLE_KEY and
LOCAL_HOST_EVENTGRID_KEY; those that are not set are made once and kept in the state folder (keys.json).
`;

interface Arguments {
  readonly app: string;
  readonly port: number;
  readonly state: string;
  readonly clock: "real" | "virtual" | { readonly port: number };
  readonly mode: HostOptions["mode"];
  readonly keepsEveryRecord: boolean;
  readonly earlyTimers: boolean;
  readonly build: boolean;
  readonly chaos: HostOptions["chaos"];
}

const [exitBadArguments, exitFailure] = [2, 1];

/** How long work under way may take to end before the process goes anyway; the journal takes it up again. */
const longestStopMs = 10_000;

class BadArguments extends Error {}

async function main(): Promise<void> {
  const given = parse(process.argv.slice(2));
  if (given === "help") {
    process.stdout.write(usage);
    return;
  }
  if (given.build) build(given.app);
  const { clock, close } = await openClock(given.clock);
  const host = await startHost({
    appFolder: given.app,
    port: given.port,
    stateFolder: given.state,
    mode: given.mode,
    keepsEveryRecord: given.keepsEveryRecord,
    earlyTimers: given.earlyTimers,
    ...(given.chaos === undefined ? {} : { chaos: given.chaos }),
    watches: true,
    clock,
    keys: keysFrom(process.env),
    log: print,
    onFault: () => process.exit(exitFailure),
  });
  // before the last line below: whoever reads it may stop the host at once
  stopOnSignal(async () => {
    await host.stop();
    close();
  });
  const lines = [...functionList(host), ...keyList(given), ...chaosTold(given)];
  process.stdout.write(`${lines.join("\n")}\nHost is up on ${host.baseUrl}\n`);
}

/** Where they are; what they are is shown to nobody who looks over a shoulder. */
function keyList({ state }: Arguments): readonly string[] {
  const given = Object.values(keyVariables).filter((variable) => (process.env[variable] ?? "") !== "");
  const made = given.length === Object.keys(keyVariables).length ? [] : [join(resolve(state), "keys.json")];
  return ["Keys:", "", `\t${[...made, ...given].join(", ")}`, ""];
}

const chaosTold = ({ chaos }: Arguments): readonly string[] =>
  chaos === undefined ? [] : [`Chaos: restart-mid-turn, seed ${chaos.restartMidTurn}`, ""];

function build(app: string): void {
  const { status } = spawnSync("npm", ["run", "build"], { cwd: app, stdio: "inherit" });
  if (status !== 0) throw new HostError("APP_BROKEN", `The build of the app in ${app} has failed.`);
}

function parse(words: string[]): Arguments | "help" {
  const { values } = readWords(words);
  if (values.help === true) return "help";
  const app = values.app ?? ".";
  return {
    app,
    port: parsePort(values.port ?? "7071", "--port"),
    state: values.state ?? `${app}/.host`,
    clock: parseClock(values.clock ?? "real"),
    mode: parseMode(values.mode ?? "strict"),
    keepsEveryRecord: values["keep-journal"] === true,
    earlyTimers: values["early-timers"] === true,
    build: values.build === true,
    chaos: parseChaos(values.chaos, values.seed ?? "1"),
  };
}

function readWords(words: string[]) {
  const [text, flag] = [{ type: "string" }, { type: "boolean" }] as const;
  try {
    return parseArgs({
      args: words,
      options: {
        app: text,
        port: text,
        state: text,
        clock: text,
        mode: text,
        "keep-journal": flag,
        "early-timers": flag,
        chaos: text,
        seed: text,
        build: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new BadArguments(messageOf(error), { cause: error });
  }
}

function parsePort(text: string, option: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new BadArguments(`${option} takes a port number, not "${text}".`);
}

function parseClock(text: string): Arguments["clock"] {
  if (text === "real" || text === "virtual") return text;
  const port = /^127\.0\.0\.1:(\d+)$/.exec(text)?.[1];
  if (port !== undefined) return { port: parsePort(port, "--clock") };
  throw new BadArguments(`--clock takes real, virtual or 127.0.0.1:PORT, not "${text}".`);
}

function parseMode(text: string): HostOptions["mode"] {
  if (text === "faithful" || text === "strict") return text;
  throw new BadArguments(`--mode takes faithful or strict, not "${text}".`);
}

function parseChaos(text: string | undefined, seed: string): Arguments["chaos"] {
  if (!/^\d+$/.test(seed)) throw new BadArguments(`--seed takes a number, not "${seed}".`);
  if (text === undefined) return undefined;
  if (text === "restart-mid-turn") return { restartMidTurn: Number(seed) };
  throw new BadArguments(`--chaos takes restart-mid-turn, not "${text}".`);
}

async function openClock(kind: Arguments["clock"]): Promise<{ clock: Clock; close: () => void }> {
  if (kind === "real") return { clock: realClock(), close: () => undefined };
  if (kind === "virtual") return { clock: virtualClock(Date.now()), close: () => undefined };
  // only a rehearsal follows another process; the host itself knows nothing of it
  const { joinClock } = await import("./simulator/clock/participant.ts");
  const clock = await joinClock({ port: kind.port, role: "host" });
  // without it no time would ever pass again
  clock.onLost(() => {
    process.stderr.write("The process whose time this host follows has ended.\n");
    process.exit(exitFailure);
  });
  return { clock, close: () => clock.close() };
}

const keyVariables = {
  master: "LOCAL_HOST_MASTER_KEY",
  functions: "LOCAL_HOST_FUNCTION_KEY",
  durable: "LOCAL_HOST_DURABLE_KEY",
  eventGrid: "LOCAL_HOST_EVENTGRID_KEY",
} as const;

function keysFrom(environment: NodeJS.ProcessEnv): NonNullable<HostOptions["keys"]> {
  const found = Object.entries(keyVariables).map(([name, variable]) => [name, environment[variable]]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined && value !== ""));
}

function print({ level, functionName, message }: LogLine): void {
  if (level === "trace" || level === "debug") return;
  const about = functionName === null ? "" : `${functionName}: `;
  process.stderr.write(`[${level}] ${about}${message}\n`);
}

function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), longestStopMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

function fail(error: unknown): never {
  if (error instanceof BadArguments) {
    process.stderr.write(`${usage}\n${error.message}\n`);
    process.exit(exitBadArguments);
  }
  const isOurs = !(error instanceof HostError);
  const text = isOurs && error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  process.stderr.write(`${text}\n`);
  process.exit(exitFailure);
}

await main().catch(fail);
