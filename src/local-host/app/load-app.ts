import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { HostError, messageOf } from "../host-error.ts";
import type { Log } from "../host-log.ts";
import { findEntryFiles, shown, type EntryFile } from "./entry-files.ts";
import { injectFunctionsCore, newRegistry, type Registry } from "./functions-core.ts";
import type { Hook, ProgrammingModel, RegisteredFunction } from "./registration.ts";
import { applyLocalSettings, readHostJson, type HostJson } from "./settings.ts";

/** An app whose functions are registered and can be invoked. */
export interface LoadedApp {
  readonly folder: string;
  readonly hostJson: HostJson;
  readonly model: ProgrammingModel;
  readonly functions: readonly RegisteredFunction[];
  readonly hooks: (name: string) => readonly Hook[];
  /** With HTTP streaming, where the app listens: requests go there, and the worker is only told of them. */
  readonly httpUri: string | undefined;
}

export async function loadApp(appFolder: string, log: Log): Promise<LoadedApp> {
  const folder = resolve(appFolder);
  applyLocalSettings(folder, process.env);
  const hostJson = readHostJson(folder, process.env);
  const entries = findEntryFiles(folder);
  const registry = newRegistry();
  injectFunctionsCore(registry, log);
  for (const entry of entries) {
    registry.entryFile = entry.file;
    await loadEntry(folder, entry);
  }
  const { model, httpUri } = await startApp(registry, folder);
  const functions = [...registry.functions.values()];
  const hooks: LoadedApp["hooks"] = (name) => registry.hooks.get(name) ?? [];
  return { folder, hostJson, model, functions, hooks, httpUri };
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
  folder: string,
): Promise<{ readonly model: ProgrammingModel; readonly httpUri: string | undefined }> {
  const { model } = registry;
  if (model === undefined) {
    throw new HostError(
      "APP_BROKEN",
      `The app in ${folder} registers no function through @azure/functions (version 4).`,
    );
  }
  try {
    const context = { hookData: {}, appHookData: {}, functionAppDirectory: folder };
    for (const hook of registry.hooks.get("appStart") ?? []) await hook(context);
    const capabilities = await model.getCapabilities?.({ RawHttpBodyBytes: "true" });
    registry.isLocked = true;
    return { model, httpUri: capabilities?.["HttpUri"] };
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError("APP_BROKEN", `The app cannot start: ${messageOf(error)}`, { cause: error });
  }
}
