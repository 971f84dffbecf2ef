import type { ClusterForm } from "../../domain/upgrade/drift.ts";
import { runningVersion, type ClusterBody } from "./cluster-body.ts";
import { isReadOnly } from "./copying/differences.ts";
import { isObject, nameIn, withoutNulls, type Json } from "./copying/paths.ts";

/**
 * What AKS moves by itself (nodes, images, the autoscaler's counts), or this app writes during an operation: versions,
 * held minima and their tags, channels, power.
 */
const moving = [
  /^(currentKubernetesVersion|kubernetesVersion|powerState|autoUpgradeProfile)(\.|$)/,
  /^agentPoolProfiles\[[^\]]*\]\.(count|minCount|currentOrchestratorVersion|orchestratorVersion|nodeImageVersion|powerState|tags)(\.|$)/,
];

export const formOf = (body: ClusterBody): ClusterForm => ({
  version: runningVersion(body),
  settings: Object.fromEntries(
    leavesOf("", withoutNulls(body.properties as Json)).filter(
      ([path]) => !isReadOnly(path) && !moving.some((one) => one.test(path)),
    ),
  ),
});

function leavesOf(path: string, value: Json): readonly (readonly [string, string])[] {
  if (isObject(value))
    return Object.entries(value).flatMap(([name, one]) =>
      leavesOf(path === "" ? name : `${path}.${name}`, one ?? null),
    );
  if (Array.isArray(value) && value.some((one: Json) => nameIn(one) !== undefined))
    return value.flatMap((one: Json, nth) => leavesOf(`${path}[${nameIn(one) ?? nth}]`, one));
  return [[path, JSON.stringify(value)]];
}
