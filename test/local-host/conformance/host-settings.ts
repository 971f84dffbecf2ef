import type { Recording } from "./recording.ts";

/** The settings of host.json under which a scenario was recorded, as environment variables that win over the file. */
export function settingsOf({ hostConfig = {} }: Recording): Readonly<Record<string, string>> {
  const entries = Object.entries(hostConfig).flatMap(([name, value]) => {
    if (typeof value !== "string") return [];
    const path = name.endsWith("(top level)")
      ? name.replace(" (top level)", "")
      : `extensions__durableTask__${name}`;
    return [[`AzureFunctionsJobHost__${path}`, value] as const];
  });
  return Object.fromEntries(entries);
}
