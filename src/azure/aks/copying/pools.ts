import type { PoolBody } from "../cluster-body.ts";
import { isObject, without, type JsonObject } from "./paths.ts";
import { pathsOf } from "./table.ts";

/** On a pool: the minimum it had before its capacity was held. In Azure, so that whoever restores it need not have held it. */
export const heldTag = "bluegreen-held-min-count";

/** A copy of a held pool is not held itself. */
function unheld(pool: JsonObject): JsonObject {
  const tags = pool["tags"];
  const { [heldTag]: before, ...rest } = isObject(tags) ? tags : {};
  return before === undefined ? pool : { ...pool, minCount: Number(before), tags: rest };
}

/** A pool of the copy: as its owner left it, on one version, and within its own autoscaler's bounds. */
export function poolOfCopy(pool: JsonObject, version: string): JsonObject {
  const { powerState, ...rest } = unheld(pool);
  const isStopped = isStoppedState(powerState);
  return {
    ...rest,
    ...(isStopped ? { powerState: { code: "Stopped" } } : { count: boundedCount(rest) }),
    orchestratorVersion: version,
  };
}

/**
 * A pool as an update of its cluster writes it back. Where the autoscaler owns the count it is left out: what was read may
 * be a minute old, and writing it would take nodes away, or be refused ("Cannot manually scale AgentPool",
 * terraform-provider-azurerm#4543). An update need not say it (azure-rest-api-specs#7746).
 */
export function poolOfUpdate(pool: JsonObject, version: string): JsonObject {
  const { powerState, count, ...rest } = pool;
  return {
    ...rest,
    ...(pool["enableAutoScaling"] === true || count === undefined ? {} : { count }),
    ...(isStoppedState(powerState) ? { powerState: { code: "Stopped" } } : {}),
    orchestratorVersion: version,
  };
}

/** A pool as it was read, as one write of it alone says it. */
export function poolPut(pool: PoolBody, version: string): JsonObject {
  const profiles = { agentPoolProfiles: [pool as unknown as JsonObject] };
  const left = without(
    profiles,
    pathsOf(({ update }) => update === "leftOut"),
  );
  const [kept = {}] = left["agentPoolProfiles"] as readonly JsonObject[];
  return poolOfUpdate(kept, version);
}

const isStoppedState = (powerState: JsonObject[string]): boolean =>
  typeof powerState === "object" && powerState !== null && (powerState as JsonObject)["code"] === "Stopped";

/** As many nodes as the active has now, so that users find room; a count that was read in the middle may be out of bounds. */
function boundedCount({ count, enableAutoScaling, minCount, maxCount }: JsonObject): number {
  const live = Number(count ?? 0);
  if (enableAutoScaling !== true) return live;
  return Math.min(Math.max(live, Number(minCount ?? 0)), Number(maxCount ?? Infinity));
}
