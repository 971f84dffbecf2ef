import type { WantedPool } from "../../../domain/upgrade/quota-findings.ts";
import { isObject, type Json, type JsonObject } from "../copying/paths.ts";

/** The node pools of a cluster's body. */
export function poolsIn({ properties }: JsonObject): readonly JsonObject[] {
  const pools = isObject(properties) ? properties["agentPoolProfiles"] : undefined;
  return Array.isArray(pools) ? pools.filter(isObject) : [];
}

/** What machines a pool asks for. */
export function wantedPool(pool: JsonObject): WantedPool {
  const { name, vmSize, count, maxCount, powerState, availabilityZones: zones } = pool;
  const isStopped = isObject(powerState) && powerState["code"] === "Stopped";
  const nodes = isStopped ? 0 : Number(count ?? 1);
  const isScaled = !isStopped && pool["enableAutoScaling"] === true;
  return {
    name: textOf(name),
    vmSize: typeof vmSize === "string" ? vmSize : undefined,
    nodes,
    mostNodes: isScaled ? Math.max(nodes, Number(maxCount ?? 0)) : nodes,
    surge: surgeOf(pool["upgradeSettings"], nodes),
    zones: Array.isArray(zones) ? zones.filter((zone) => typeof zone === "string") : [],
    isSpot: pool["scaleSetPriority"] === "Spot",
  };
}

export const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** A number, or a share of the nodes rounded up; 10 % where nobody said it (AgentPoolUpgradeSettings.maxSurge). */
function surgeOf(settings: Json | undefined, nodes: number): number {
  const said = isObject(settings) ? settings["maxSurge"] : undefined;
  const surge = typeof said === "string" && said !== "" ? said : "10%";
  return surge.endsWith("%") ? Math.ceil((nodes * Number.parseInt(surge, 10)) / 100) : Number(surge);
}
