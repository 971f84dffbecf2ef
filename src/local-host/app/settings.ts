import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HostError, messageOf } from "../host-error.ts";
import { parseTimeSpan } from "../time-span.ts";

/** The parts of host.json that a host acts on. */
export interface HostJson {
  readonly routePrefix: string;
  readonly hubName: string;
  readonly defaultVersion: string | null;
  readonly versionMatchStrategy: "None" | "Strict" | "CurrentOrOlder";
  readonly versionFailureStrategy: "Reject" | "Fail";
  /** `AnyState`: a start takes the place of a running instance of that id, too. */
  readonly overridableExistingInstanceStates: "AnyState" | "NonRunningStates";
  /** How long a function may run; null: as long as it likes. */
  readonly functionTimeout: { readonly text: string; readonly ms: number } | null;
}

export type Environment = Record<string, string | undefined>;

export function readHostJson(appFolder: string, environment: Environment): HostJson {
  const file = withOverrides(readJson(join(appFolder, "host.json")), environment);
  const extensions = childOf(file, "extensions");
  const durable = childOf(extensions, "durableTask");
  const text = (section: object, name: string): string | undefined => {
    const value = (section as Record<string, unknown>)[name];
    return typeof value === "string" ? expand(value, environment) : undefined;
  };
  const match = text(durable, "versionMatchStrategy");
  const overridable = text(durable, "overridableExistingInstanceStates");
  return {
    routePrefix: (text(childOf(extensions, "http"), "routePrefix") ?? "api").replaceAll(/^\/+|\/+$/g, ""),
    hubName: text(durable, "hubName") ?? "TestHubName",
    defaultVersion: text(durable, "defaultVersion") ?? null,
    versionMatchStrategy: match === "None" || match === "Strict" ? match : "CurrentOrOlder",
    versionFailureStrategy: text(durable, "versionFailureStrategy") === "Fail" ? "Fail" : "Reject",
    overridableExistingInstanceStates:
      overridable?.toLowerCase() === "anystate" ? "AnyState" : "NonRunningStates",
    functionTimeout: timeoutOf(text(file, "functionTimeout")),
  };
}

function timeoutOf(value: string | undefined): HostJson["functionTimeout"] {
  const ms = parseTimeSpan(value ?? "");
  return value === undefined || ms === undefined ? null : { text: value, ms };
}

const overridePrefix = "AzureFunctionsJobHost__";

/** `AzureFunctionsJobHost__extensions__durableTask__hubName` and the like win over host.json. */
function withOverrides(file: object, environment: Environment): object {
  const overridden = structuredClone(file) as Record<string, unknown>;
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(overridePrefix)) continue;
    const path = name.slice(overridePrefix.length).split("__");
    const last = path.pop() ?? "";
    let section = overridden;
    for (const step of path) {
      const child = { ...childOf(section, step) } as Record<string, unknown>;
      section[step] = child;
      section = child;
    }
    section[last] = value;
  }
  return overridden;
}

/** What the app finds in its environment: its local settings, where nothing else is set. */
export function appEnvironment(appFolder: string): Environment {
  const environment: Environment = { ...process.env };
  applyLocalSettings(appFolder, environment);
  return environment;
}

/** Puts the Values of local.settings.json into the environment; what is set already wins. */
export function applyLocalSettings(appFolder: string, environment: Environment): void {
  const values = childOf(readJson(join(appFolder, "local.settings.json")), "Values");
  for (const [name, value] of Object.entries(values)) environment[name] ??= String(value);
}

/** Replaces `%NAME%` by the app setting of that name, in a binding as in host.json. */
export function expand(text: string, environment: Environment): string {
  return text.replaceAll(/%([^%\s]+)%/g, (_whole, name: string) => {
    const value = environment[name];
    if (value !== undefined) return value;
    throw new HostError(
      "SETTINGS_BROKEN",
      `"${text}" names the app setting ${name}, which is not set. Set it in local.settings.json or in the environment.`,
    );
  });
}

export function readJson(file: string): object {
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    throw new Error("it holds no object");
  } catch (error) {
    throw new HostError("SETTINGS_BROKEN", `${file} is not valid: ${messageOf(error)}.`, { cause: error });
  }
}

function childOf(parent: object, name: string): object {
  const child = (parent as Record<string, unknown>)[name];
  return typeof child === "object" && child !== null ? child : {};
}
