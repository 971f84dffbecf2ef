import { resolve } from "node:path";
import type { LoadedApp } from "./app/load-app.ts";
import { observed, type Invoke } from "./app/invoke.ts";
import type { RegisteredFunction } from "./app/registration.ts";
import { appEnvironment, readHostJson, type Environment, type HostJson } from "./app/settings.ts";
import { Worker } from "./app/worker.ts";
import { WorkerProcess } from "./app/worker-process.ts";
import { clientBinding } from "./durable/management/links.ts";
import { Engine } from "./durable/engine.ts";
import { durableFunctions } from "./durable-functions.ts";
import { makeFront, type Front } from "./front.ts";
import type { Log } from "./host-log.ts";
import { findHttpTriggers } from "./http/http-triggers.ts";
import type { Keys } from "./http/keys.ts";
import type { HostOptions, LocalHost } from "./local-host.ts";
import { warnOfOldDurableFunctions } from "./old-durable-functions.ts";
import { isRealClock } from "./real-clock.ts";
import { startTimerTriggers } from "./timers/timer-triggers.ts";
import { warnOfUnserved } from "./unserved.ts";

/** Everything of a host that is begun anew when its app has changed. */
export interface JobHost extends Pick<LocalHost, "functions" | "routes"> {
  readonly front: Front;
  /** Waits for what runs, but no longer than that; the next one takes up what is left. */
  stop(graceMs?: number): Promise<void>;
}

interface JobHostOrder {
  readonly options: HostOptions;
  readonly settings: AppSettings;
  readonly port: number;
  readonly keys: Keys;
}

export interface AppSettings {
  readonly folder: string;
  readonly environment: Environment;
  readonly hostJson: HostJson;
}

/** Read before anything is begun, so that a folder without an app is left as it is. */
export function readSettings(appFolder: string): AppSettings {
  const folder = resolve(appFolder);
  const environment = appEnvironment(folder);
  return { folder, environment, hostJson: readHostJson(folder, environment) };
}

export async function startJobHost(order: JobHostOrder): Promise<JobHost> {
  const { options, settings, keys } = order;
  const { log = () => undefined } = options;
  const { app, worker } = await startWorker(order);
  const parts = { app, keys, invoke: observed(worker.invoke, options.onInvocation) };
  const onError = (target: RegisteredFunction, error: unknown): void =>
    log({ level: "error", category: "user", functionName: target.name, message: stackOf(error) });
  try {
    const { triggers, broken } = findHttpTriggers(app.functions, app.hostJson.routePrefix);
    const forget = (instanceId: string): void => worker.forget(instanceId);
    const { environment } = settings;
    const engine = startEngine(options, app, { invoke: parts.invoke, forget, environment });
    warnOfUnserved(app.functions, broken, log);
    warnOfOldDurableFunctions(app.folder, app.functions, log);
    engine.start();
    const calls = { invoke: parts.invoke, onError, environment };
    const timers = startTimerTriggers(engine, app.functions, calls);
    return {
      functions: app.functions,
      routes: new Map(
        triggers.map(({ target, route, methods }) => [target.name, { template: route.template, methods }]),
      ),
      front: makeFront({ ...parts, engine, triggers, broken, timers, onError, httpUri: worker.httpUri }),
      stop: async (graceMs) => {
        timers.stop();
        const patience = graceMs === undefined ? undefined : setTimeout(() => worker.abandon(), graceMs);
        await engine.stop();
        clearTimeout(patience);
        await worker.stop();
      },
    };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

async function startWorker({
  options,
  settings: { folder, environment, hostJson },
  port,
  keys,
}: JobHostOrder): Promise<{ app: LoadedApp; worker: Worker }> {
  const { log = () => undefined, clock, mode } = options;
  const { hubName } = hostJson;
  const order = {
    appFolder: folder,
    environment: { ...environment, ...toldByHost(environment, port) },
    durableClient: clientBinding({ origin: `http://127.0.0.1:${port}`, hubName, key: keys.durable }),
    log,
  };
  const process = new WorkerProcess(order);
  const { functions, httpUri } = await process.loaded();
  const warn = (functionName: string | null, message: string): void =>
    log({ level: "warning", category: "system", functionName, message });
  // where one thing runs at a time, time stands still meanwhile, and no limit is ever reached
  const timeout = runsSideBySide(options) ? hostJson.functionTimeout : null;
  const worker = new Worker({ ...order, clock, timeout, endsOthers: mode === "faithful", warn }, process);
  return { app: { folder, hostJson, functions, httpUri }, worker };
}

/** What the worker of a real host finds set, and the SDKs read. */
const toldByHost = (environment: Environment, port: number): Environment => ({
  WEBSITE_HOSTNAME: `127.0.0.1:${port}`,
  AZURE_FUNCTIONS_ENVIRONMENT: environment["AZURE_FUNCTIONS_ENVIRONMENT"] ?? "Development",
  FUNCTIONS_WORKER_RUNTIME: environment["FUNCTIONS_WORKER_RUNTIME"] ?? "node",
});

interface EngineCalls {
  readonly invoke: Invoke;
  readonly forget: (instanceId: string) => void;
  readonly environment: Environment;
}

function startEngine(
  options: HostOptions,
  { functions, hostJson }: LoadedApp,
  { environment, ...calls }: EngineCalls,
): Engine {
  const { log = () => undefined, openStore, chaos } = options;
  return new Engine({
    ...(openStore === undefined ? {} : { openStore }),
    ...(chaos === undefined ? {} : { chaos }),
    keepsEveryRecord: options.keepsEveryRecord === true,
    stateFolder: options.stateFolder,
    clock: options.clock,
    mode: options.mode,
    hostJson,
    environment,
    functions: durableFunctions(functions, calls),
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

export const systemLog = (
  log: Log,
  level: "information" | "warning" | "error" | "critical",
  message: string,
): void => log({ level, category: "system", functionName: null, message });

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
