import { isObject, type Json, type JsonObject } from "./paths.ts";

/** Principal ids are read-only: a system-assigned identity is made anew, a user-assigned one is named again. */
export function identityOf(identity: Json | undefined): JsonObject {
  const { type, userAssignedIdentities } = isObject(identity) ? identity : {};
  const named = isObject(userAssignedIdentities) ? Object.keys(userAssignedIdentities) : [];
  return {
    type: type ?? "SystemAssigned",
    ...(named.length > 0 ? { userAssignedIdentities: Object.fromEntries(named.map((id) => [id, {}])) } : {}),
  };
}
