import { createRequire, default as Module } from "node:module";
import { HostError } from "../host-error.ts";
import type { Log, LogLevel } from "../host-log.ts";
import type { FunctionMetadata, Hook, ProgrammingModel, RegisteredFunction } from "./registration.ts";

interface RegisteredHook {
  readonly hook: Hook;
}

/** What the app told its worker while loading. */
export interface Registry {
  readonly functions: Map<string, RegisteredFunction>;
  /** The functions themselves, by name. */
  readonly callbacks: Map<string, unknown>;
  readonly hooks: Map<string, readonly RegisteredHook[]>;
  model: ProgrammingModel | undefined;
  /** The file that is being loaded. */
  entryFile: string;
  /** Set once loading has ended: a function can only be registered during app startup. */
  isLocked: boolean;
}

export const newRegistry = (): Registry => ({
  functions: new Map(),
  callbacks: new Map(),
  hooks: new Map(),
  model: undefined,
  entryFile: "",
  isLocked: false,
});

type Require = (this: unknown, id: string) => unknown;

const requireHere = createRequire(import.meta.url);

/** What `require("@azure/functions-core")` answers now; the SDK keeps the answer it got when it was loaded. */
let core: object | undefined;

/** The modules from before the first app. */
let ownModules: ReadonlySet<string> | undefined;

/**
 * Gives `require("@azure/functions-core")` an answer, as the Node worker does: the package exists nowhere else. An
 * earlier app of this process is forgotten, so that its modules are loaded anew; ES modules cannot be forgotten.
 */
export function injectFunctionsCore(registry: Registry, log: Log): void {
  core = functionsCore(registry, log);
  if (ownModules === undefined) answerRequire();
  ownModules ??= new Set(Object.keys(requireHere.cache));
  for (const file of Object.keys(requireHere.cache)) {
    if (!ownModules.has(file)) delete requireHere.cache[file];
  }
}

function answerRequire(): void {
  const prototype = Module.prototype as { require: Require };
  const original = prototype.require;
  prototype.require = function injected(id) {
    return id === "@azure/functions-core" ? core : original.call(this, id);
  };
}

class Disposable {
  readonly #callback: () => unknown;

  constructor(callback: () => unknown) {
    this.#callback = callback;
  }

  dispose(): unknown {
    return this.#callback();
  }
}

function functionsCore(registry: Registry, log: Log): object {
  return {
    version: "3.10.1",
    hostVersion: "4.1037.0.0",
    Disposable,
    setProgrammingModel: (model: ProgrammingModel) => {
      registry.model = model;
    },
    getProgrammingModel: () => registry.model,
    registerFunction: (metadata: FunctionMetadata, callback: unknown) => {
      const id = register(registry, metadata, callback);
      return new Disposable(() => registry.functions.delete(id));
    },
    registerHook: (name: string, hook: Hook) => {
      // the same function may be registered twice, and is then disposed of once
      const entry = { hook };
      registry.hooks.set(name, [...(registry.hooks.get(name) ?? []), entry]);
      return new Disposable(() => {
        registry.hooks.set(name, registry.hooks.get(name)?.filter((each) => each !== entry) ?? []);
      });
    },
    log: (level: LogLevel, category: string, message: string) => {
      log({ level, category: category === "user" ? "user" : "system", functionName: null, message });
    },
  };
}

function register(registry: Registry, metadata: FunctionMetadata, callback: unknown): string {
  if (registry.isLocked) throw new Error("A function can only be registered during app startup.");
  const id = metadata.functionId ?? metadata.name;
  if (registry.functions.has(id)) throw new Error(`A function with id "${id}" has already been registered.`);
  const trigger = Object.entries(metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (trigger === undefined) throw new HostError("APP_BROKEN", `The function "${id}" has no trigger.`);
  const [triggerName, binding] = trigger;
  registry.functions.set(id, {
    name: metadata.name,
    type: binding.type.toLowerCase(),
    triggerName,
    trigger: binding,
    metadata,
    entryFile: registry.entryFile,
    isDisabled: isDisabled(metadata.name),
  });
  registry.callbacks.set(metadata.name, callback);
  return id;
}

/** Where a name may hold no dot the setting is written with underscores. */
function isDisabled(name: string): boolean {
  const values = [".", "_", "__"].map((dot) => process.env[["AzureWebJobs", name, "Disabled"].join(dot)]);
  return values.some((value) => /^(?:true|1)$/i.test(value ?? ""));
}
