import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { HostError, messageOf } from "../host-error.ts";
import type { Log } from "../host-log.ts";
import { findEntryFiles, shown, type EntryFile } from "./entry-files.ts";
import { injectFunctionsCore, newRegistry, type Registry } from "./functions-core.ts";
import type { Hook, ProgrammingModel, RegisteredFunction } from "./registration.ts";
import { applyLocalSettings, readHostJson, type HostJson } from "./settings.ts";

/** An app as its host knows it. */
export interface LoadedApp {
  readonly folder: string;
  readonly hostJson: HostJson;
  readonly functions: readonly RegisteredFunction[];
  /** Where the SDK serves requests itself, once the app has asked for HTTP streaming. */
  readonly httpUri: string | undefined;
}

/** An app's code in this process: its functions are registered and can be invoked. */
export interface LoadedCode extends Omit<LoadedApp, "hostJson"> {
  readonly model: ProgrammingModel;
  readonly callbacks: ReadonlyMap<string, unknown>;
  readonly hooks: (name: string) => readonly Hook[];
  /** What hooks keep for as long as the app runs. */
  readonly appHookData: object;
  /** What the hooks for the app's start leave to those for its end. */
  readonly hookData: object;
}

export type AppHere = LoadedApp & LoadedCode;

/** For whoever needs no host: the app is loaded into this very process. */
export async function loadApp(appFolder: string, log: Log): Promise<AppHere> {
  const folder = resolve(appFolder);
  applyLocalSettings(folder, process.env);
  const hostJson = readHostJson(folder, process.env);
  return { ...(await loadCode(folder, log)), hostJson };
}

export async function loadCode(folder: string, log: Log): Promise<LoadedCode> {
  const entries = findEntryFiles(folder);
  const registry = newRegistry();
  injectFunctionsCore(registry, log);
  for (const entry of entries) {
    registry.entryFile = entry.file;
    await loadEntry(folder, entry);
  }
  const { callbacks } = registry;
  const hooks = (name: string): readonly Hook[] => (registry.hooks.get(name) ?? []).map(({ hook }) => hook);
  const kept = { appHookData: {}, hookData: {} };
  const started = await startApp(registry, { folder, hooks, ...kept });
  return { folder, functions: [...registry.functions.values()], callbacks, hooks, ...kept, ...started };
}

/** Runs the hooks for the app's end; one that throws holds up none of the others. */
export async function endApp(code: LoadedCode, log: Log): Promise<void> {
  const { folder, hooks, appHookData, hookData } = code;
  const context = { hookData, appHookData, functionAppDirectory: folder };
  for (const hook of hooks("appTerminate")) {
    try {
      await hook(context);
    } catch (error) {
      const message = `A hook for the app's end has failed: ${messageOf(error)}`;
      log({ level: "error", category: "user", functionName: null, message });
    }
  }
}

async function loadEntry(folder: string, entry: EntryFile): Promise<void> {
  try {
    if (entry.isModule) await import(pathToFileURL(entry.file).href);
    else createRequire(join(folder, "package.json"))(entry.file);
  } catch (error) {
    if (error instanceof HostError) throw error;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new HostError("APP_BROKEN", `The app's file ${shown(folder, entry)} cannot be loaded: ${stack}`, {
      cause: error,
    });
  }
}

async function startApp(
  registry: Registry,
  { folder, hooks, appHookData, hookData }: Pick<LoadedCode, "folder" | "hooks" | "appHookData" | "hookData">,
): Promise<Pick<LoadedCode, "model" | "httpUri">> {
  const { model } = registry;
  if (model === undefined) {
    throw new HostError(
      "APP_BROKEN",
      `The app in ${folder} registers no function through @azure/functions (version 4).`,
    );
  }
  try {
    const context = { hookData, appHookData, functionAppDirectory: folder };
    for (const hook of hooks("appStart")) await hook(context);
    const capabilities = await model.getCapabilities?.({ RawHttpBodyBytes: "true" });
    registry.isLocked = true;
    return { model, httpUri: capabilities?.["HttpUri"] };
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError("APP_BROKEN", `The app cannot start: ${messageOf(error)}`, { cause: error });
  }
}
