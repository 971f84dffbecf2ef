import { isObject, nameIn, type Json, type JsonObject } from "./paths.ts";

/**
 * RFC 7396, and one thing more: node pools are a list on the wire, so they are patched by their names,
 * `"agentPoolProfiles": {"system": {"vnetSubnetID": "…"}}`.
 */
export function patched(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  if (Array.isArray(target)) return target.map((one: Json) => patched(one, patch[nameIn(one) ?? ""] ?? {}));
  const merged: Record<string, Json | undefined> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === undefined) delete merged[name];
    else merged[name] = patched(merged[name], value);
  }
  return merged as JsonObject;
}
