import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as util from "node:util";
import { readJson } from "./app/settings.ts";
import type { RegisteredFunction } from "./app/registration.ts";
import type { Log } from "./host-log.ts";

/** The first release whose timers do without `util.isDate` (https://github.com/Azure/azure-functions-durable-js/pull/695). */
const firstGood = [3, 3, 1] as const;

/** Said at the start, because the first timer may be an hour away. */
export function warnOfOldDurableFunctions(
  appFolder: string,
  functions: readonly RegisteredFunction[],
  log: Log,
): void {
  if ("isDate" in util || !functions.some(({ type }) => type === "orchestrationtrigger")) return;
  const version = installedVersion(appFolder);
  if (version === undefined || !isOlder(version)) return;
  const message = `durable-functions ${version} calls util.isDate, which Node ${process.versions.node} no longer has: createTimer and calls with retries fail. Upgrade it to ${firstGood.join(".")} or later.`;
  log({ level: "warning", category: "system", functionName: null, message });
}

/** undefined: it is not found, such as in an app that is one bundle. */
function installedVersion(appFolder: string): string | undefined {
  const resolved = mainFileOf(appFolder);
  for (let folder = dirname(resolved ?? "/"); folder !== dirname(folder); folder = dirname(folder)) {
    const { name, version } = readJson(join(folder, "package.json")) as { name?: string; version?: string };
    if (name === "durable-functions") return version;
  }
  return undefined;
}

function mainFileOf(appFolder: string): string | undefined {
  try {
    return createRequire(join(appFolder, "package.json")).resolve("durable-functions");
  } catch {
    return undefined;
  }
}

function isOlder(version: string): boolean {
  const parts = version.split(/[.-]/).map(Number);
  const place = firstGood.findIndex((part, each) => parts[each] !== part);
  return place >= 0 && (parts[place] ?? 0) < (firstGood[place] ?? 0);
}
