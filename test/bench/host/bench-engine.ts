import { join } from "node:path";
import type { LoadedApp } from "../../../src/local-host/app/load-app.ts";
import type { Invoke } from "../../../src/local-host/app/invoke.ts";
import { WorkerProcess } from "../../../src/local-host/app/worker-process.ts";
import { readSettings } from "../../../src/local-host/job-host.ts";
import { durableFunctions } from "../../../src/local-host/durable-functions.ts";
import { Engine, type EngineOptions } from "../../../src/local-host/durable/engine.ts";
import { hexId } from "../../../src/local-host/durable/ids.ts";
import type { Instance } from "../../../src/local-host/durable/state.ts";
import { realClock } from "../../../src/local-host/real-clock.ts";
import { openRewritingStore } from "./rewriting-store.ts";

/** Who keeps the histories, and how. */
export const arms = ["ours", "rewrite-history"] as const;

export type Arm = (typeof arms)[number];

export const benchApp = join(import.meta.dirname, "../../apps/bench");

export const storeOf = (arm: Arm): Pick<EngineOptions, "openStore"> =>
  arm === "ours" ? {} : { openStore: openRewritingStore };

export interface BenchApp extends LoadedApp {
  readonly process: WorkerProcess;
}

export async function loadBenchApp(): Promise<BenchApp> {
  const settings = readSettings(benchApp);
  const order = { appFolder: benchApp, durableClient: "{}", log: () => undefined };
  const process = new WorkerProcess({ ...order, environment: settings.environment });
  return { ...settings, ...(await process.loaded()), process };
}

/** The engine as the host has it, without doors. */
export function openEngine(arm: Arm, stateFolder: string, app: BenchApp): Engine {
  const invoke: Invoke = async (invocation) => app.process.call(invocation);
  const forget = (instanceId: string): void => app.process.forget(instanceId);
  return new Engine({
    stateFolder,
    clock: realClock(),
    mode: "strict",
    hostJson: app.hostJson,
    functions: durableFunctions(app.functions, {
      invoke: arm === "ours" ? invoke : overText(invoke),
      forget,
    }),
    oneAtATime: false,
    earlyTimers: false,
    warn: fail,
    onFault: fail,
    ...storeOf(arm),
  });
}

/** The trigger's data is made anew from the history at each turn, and parsed by the SDK. */
const overText =
  (invoke: Invoke): Invoke =>
  async ({ target, data, metadata = {} }) =>
    invoke({ target, data: data?.string === undefined ? data : { string: data.string }, metadata });

function fail(...told: readonly unknown[]): never {
  throw new Error(`The engine complains: ${told.map(String).join(" ")}`);
}

export async function startInstance(
  engine: Engine,
  { name, id, input }: { name: string; id: string; input: object },
): Promise<void> {
  await engine.commit({
    kind: "start",
    id,
    name,
    version: null,
    executionId: hexId(id),
    input: JSON.stringify(input),
    parent: null,
    at: engine.now(),
  });
}

/** Resolves once it has ended; rejects if that is not with this output. */
export async function ended(engine: Engine, id: string, output: unknown): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  engine.onEnd(id, resolve);
  if (instanceOf(engine, id).status === "Completed") resolve();
  await promise;
  const instance = instanceOf(engine, id);
  if (instance.output !== JSON.stringify(output)) {
    throw new Error(
      `${id} ended with ${instance.status} ${instance.output ?? ""} instead of ${String(output)}.`,
    );
  }
  await engine.settled();
}

export function instanceOf(engine: Engine, id: string): Instance {
  const instance = engine.state.instances.get(id);
  if (instance === undefined) throw new Error(`There is no instance ${id}.`);
  return instance;
}
