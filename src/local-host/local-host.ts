import { mkdirSync } from "node:fs";
import { loadApp, type LoadedApp } from "./app/load-app.ts";
import { makeInvoke, observed, type Invoke, type ObservedInvocation } from "./app/invoke.ts";
import type { RegisteredFunction } from "./app/registration.ts";
import { Worker } from "./app/worker.ts";
import type { Clock } from "./clock.ts";
import { clientBinding } from "./durable/management/links.ts";
import { Engine, type EngineOptions } from "./durable/engine.ts";
import type { Mode } from "./durable/turn.ts";
import { durableFunctions } from "./durable-functions.ts";
import { makeFront, type Front } from "./front.ts";
import { messageOf } from "./host-error.ts";
import type { Log } from "./host-log.ts";
import { findHttpTriggers } from "./http/http-triggers.ts";
import { loadKeys, type Keys } from "./http/keys.ts";
import { startServer } from "./http/server.ts";
import { lockState } from "./journal/state-lock.ts";
import { warnOfOldDurableFunctions } from "./old-durable-functions.ts";
import { isRealClock } from "./real-clock.ts";
import { startTimerTriggers } from "./timers/timer-triggers.ts";
import { warnOfUnserved } from "./unserved.ts";

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

/** Loads the app and goes on where its last host has stopped. */
export async function startHost(options: HostOptions): Promise<LocalHost> {
  const cleanUps: (() => Promise<void> | void)[] = [];
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

async function undo(cleanUps: (() => Promise<void> | void)[]): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
}

async function start(options: HostOptions, cleanUps: (() => Promise<void> | void)[]): Promise<LocalHost> {
  const { clock, stateFolder, log = () => undefined } = options;
  mkdirSync(stateFolder, { recursive: true });
  cleanUps.push(lockState(stateFolder));
  const keys = loadKeys(stateFolder, options.keys ?? {});
  // the port is taken before the app is loaded, because the app reads the host's name; requests wait meanwhile
  const front = Promise.withResolvers<Front>();
  const onError = (error: unknown): void => systemLog(log, "error", messageOf(error));
  const server = await startServer({
    port: options.port,
    clock,
    onError,
    answer: async (request) => (await front.promise)(request),
  });
  cleanUps.push(async () => server.stop());
  const origin = `http://127.0.0.1:${server.port}`;
  setEnvironment(server.port);
  const app = await loadApp(options.appFolder, log);
  const worker = startWorker(options, app, {
    origin,
    hubName: app.hostJson.hubName,
    key: keys.durable,
  });
  cleanUps.push(() => worker.stop());
  const invoke = observed(worker.invoke, options.onInvocation);
  const engine = startEngine(options, { app, invoke, log });
  cleanUps.push(async () => engine.stop());
  const onFunctionError = (target: RegisteredFunction, error: unknown): void =>
    log({ level: "error", category: "user", functionName: target.name, message: stackOf(error) });
  const { triggers, broken } = findHttpTriggers(app.functions, app.hostJson.routePrefix);
  warnOfUnserved(app.functions, broken, log);
  warnOfOldDurableFunctions(app.folder, app.functions, log);
  engine.start();
  const timers = startTimerTriggers(engine, app.functions, { invoke, onError: onFunctionError });
  cleanUps.push(() => timers.stop());
  front.resolve(makeFront({ app, engine, keys, triggers, broken, invoke, timers, onError: onFunctionError }));
  return {
    baseUrl: origin,
    keys,
    functions: app.functions,
    routes: new Map(
      triggers.map(({ target, route, methods }) => [target.name, { template: route.template, methods }]),
    ),
    stop: async () => undo(cleanUps),
  };
}

/** What the worker of a real host finds set, and the SDKs read. */
function setEnvironment(port: number): void {
  process.env["WEBSITE_HOSTNAME"] = `127.0.0.1:${port}`;
  process.env["AZURE_FUNCTIONS_ENVIRONMENT"] ??= "Development";
  process.env["FUNCTIONS_WORKER_RUNTIME"] ??= "node";
}

function startWorker(
  options: HostOptions,
  app: LoadedApp,
  client: Parameters<typeof clientBinding>[0],
): Worker {
  const { log = () => undefined, clock, mode } = options;
  const binding = { string: clientBinding(client) };
  const isClient = (type: string): boolean => /^(?:durableClient|orchestrationClient)$/i.test(type);
  const invoke = makeInvoke({ app, log, extraInput: (type) => (isClient(type) ? binding : undefined) });
  const warn = (functionName: string, message: string): void =>
    log({ level: "warning", category: "system", functionName, message });
  // where one thing runs at a time, time stands still meanwhile, and no limit is ever reached
  const timeout = runsSideBySide(options) ? app.hostJson.functionTimeout : null;
  return new Worker({ clock, invoke, timeout, endsOthers: mode === "faithful", warn });
}

function startEngine(
  options: HostOptions,
  { app, invoke, log }: { app: LoadedApp; invoke: Invoke; log: Log },
): Engine {
  return new Engine({
    ...(options.openStore === undefined ? {} : { openStore: options.openStore }),
    keepsEveryRecord: options.keepsEveryRecord === true,
    stateFolder: options.stateFolder,
    clock: options.clock,
    mode: options.mode,
    hostJson: app.hostJson,
    functions: durableFunctions(app.functions, invoke),
    oneAtATime: !runsSideBySide(options),
    earlyTimers: options.earlyTimers === true,
    warn: (about, message) => systemLog(log, "warning", `${about}: ${message}`),
    onFault: (error) => {
      systemLog(log, "critical", stackOf(error));
      options.onFault?.(error);
    },
  });
}

const runsSideBySide = ({ sideBySide, clock }: HostOptions): boolean => sideBySide ?? isRealClock(clock);

const systemLog = (log: Log, level: "warning" | "error" | "critical", message: string): void =>
  log({ level, category: "system", functionName: null, message });

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
