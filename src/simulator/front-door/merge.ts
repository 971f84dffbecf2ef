import type { Properties } from "./resource.ts";

/** PATCH merges property by property; an explicit null stays, since it is how a caller removes a setting. */
export function merge(base: Properties, sent: Properties): Properties {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(sent)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);
