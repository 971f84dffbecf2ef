import { mkdirSync } from "node:fs";
import { watchApp } from "./app-watch.ts";
import { findEntryFiles } from "./app/entry-files.ts";
import type { ObservedInvocation } from "./app/invoke.ts";
import type { RegisteredFunction } from "./app/registration.ts";
import type { Clock } from "./clock.ts";
import type { EngineOptions } from "./durable/engine.ts";
import type { Mode } from "./durable/turn.ts";
import type { Front } from "./front.ts";
import { messageOf } from "./host-error.ts";
import type { Log } from "./host-log.ts";
import { loadKeys, type Keys } from "./http/keys.ts";
import { startServer, type HostServer } from "./http/server.ts";
import { readSettings, startJobHost, systemLog, type AppSettings, type JobHost } from "./job-host.ts";
import { lockState } from "./journal/state-lock.ts";

export interface HostOptions {
  readonly appFolder: string;
  /** 0: any free port. */
  readonly port: number;
  /** Journal, keys and lock: everything that outlives the process. */
  readonly stateFolder: string;
  /** On a clock that can stand still the host does one thing at a time, in the order of its journal. */
  readonly clock: Clock;
  readonly mode: Mode;
  /** Durable timers fire up to one second early, as in production. */
  readonly earlyTimers?: boolean;
  /** Whether invocations run side by side; by default they do on the wall clock only. */
  readonly sideBySide?: boolean;
  /** Told of everything that crossed to the app, once it has come back. */
  readonly onInvocation?: (invocation: ObservedInvocation) => void;
  readonly keys?: Partial<Keys>;
  readonly log?: Log;
  /** Called when the host can no longer keep what it has promised, such as when the disk is full. */
  readonly onFault?: (error: unknown) => void;
  /** The app is begun anew when its code or its settings have changed. */
  readonly watches?: boolean;
  /** Faults on purpose. */
  readonly chaos?: EngineOptions["chaos"];
  readonly keepsEveryRecord?: EngineOptions["keepsEveryRecord"];
  /** Another place for the records than the journal, to be measured beside it. */
  readonly openStore?: EngineOptions["openStore"];
}

export interface LocalHost {
  /** Such as `http://127.0.0.1:7071`. */
  readonly baseUrl: string;
  readonly keys: Keys;
  readonly functions: readonly RegisteredFunction[];
  /** The path template of each HTTP function, by its name, and the methods it answers. */
  readonly routes: ReadonlyMap<string, { readonly template: string; readonly methods: readonly string[] }>;
  stop(): Promise<void>;
}

type CleanUps = (() => Promise<void> | void)[];

/** Loads the app and goes on where its last host has stopped. */
export async function startHost(options: HostOptions): Promise<LocalHost> {
  const cleanUps: CleanUps = [];
  const release = options.clock.busy("the host is starting");
  try {
    return await start(options, cleanUps);
  } catch (error) {
    await undo(cleanUps);
    throw error;
  } finally {
    release();
  }
}

async function undo(cleanUps: CleanUps): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
}

async function start(options: HostOptions, cleanUps: CleanUps): Promise<LocalHost> {
  const { stateFolder } = options;
  findEntryFiles(options.appFolder);
  const settings = readSettings(options.appFolder);
  heedLimit(settings);
  mkdirSync(stateFolder, { recursive: true });
  cleanUps.push(lockState(stateFolder));
  const keys = loadKeys(stateFolder, options.keys ?? {});
  // the port is taken before the app is loaded, because the app reads the host's name; requests wait meanwhile
  const first = Promise.withResolvers<Front>();
  const serving = { front: first.promise };
  const server = await listen(options, serving);
  cleanUps.push(async () => server.stop());
  const startJob = async (read: AppSettings): Promise<JobHost> =>
    startJobHost({ options, settings: read, port: server.port, keys });
  const jobs = { current: await startJob(settings), start: startJob };
  first.resolve(jobs.current.front);
  cleanUps.push(async () => jobs.current.stop());
  if (options.watches === true) cleanUps.push(watch(options, serving, jobs));
  return {
    baseUrl: `http://127.0.0.1:${server.port}`,
    keys,
    get functions() {
      return jobs.current.functions;
    },
    get routes() {
      return jobs.current.routes;
    },
    stop: async () => undo(cleanUps),
  };
}

const limit = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";

/** The one setting that the HTTP server goes by; it may stand in the app's local settings. */
function heedLimit({ environment }: AppSettings): void {
  if (environment[limit] !== undefined) process.env[limit] = environment[limit];
}

interface Serving {
  front: Promise<Front>;
}

async function listen(options: HostOptions, serving: Serving): Promise<HostServer> {
  const { clock, port, log = () => undefined } = options;
  const onError = (error: unknown): void => systemLog(log, "error", messageOf(error));
  return await startServer({
    port,
    clock,
    onError,
    answer: async (request) => (await serving.front)(request),
  });
}

interface Jobs {
  current: JobHost;
  readonly start: (settings: AppSettings) => Promise<JobHost>;
}

/** How long what runs may take to end before the app is begun anew without it. */
const graceMs = 10_000;

const notRunning: Front = async () => ({ status: 503, body: "Function host is not running." });

/** A change while the app is being begun anew makes it begin once more. */
function watch(options: HostOptions, serving: Serving, jobs: Jobs): () => Promise<void> {
  const { clock, log = () => undefined } = options;
  let restarting = Promise.resolve();
  const restart = async (): Promise<void> => {
    systemLog(log, "information", "The app has changed; it is begun anew.");
    const front = Promise.withResolvers<Front>();
    serving.front = front.promise;
    await jobs.current.stop(graceMs);
    try {
      jobs.current = await jobs.start(readSettings(options.appFolder));
      front.resolve(jobs.current.front);
    } catch (error) {
      systemLog(log, "error", `${messageOf(error)} The host waits for the next change.`);
      jobs.current = { ...jobs.current, stop: async () => undefined };
      front.resolve(notRunning);
    }
  };
  const stop = watchApp(options.appFolder, () => {
    const release = clock.busy("the app is being begun anew");
    restarting = restarting.then(restart).finally(release);
  });
  return async () => {
    stop();
    await restarting;
  };
}
