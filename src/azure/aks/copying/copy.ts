import type { Color } from "../../../domain/environment/pair.ts";
import type { Difference } from "../../../domain/upgrade/difference.ts";
import type { Finding } from "../../../domain/upgrade/findings.ts";
import { parseResourceId } from "../../arm/resource-id.ts";
import type { ClusterBody } from "../cluster-body.ts";
import { differencesBetween } from "./differences.ts";
import { identityOf } from "./identity.ts";
import { patched } from "./merge-patch.ts";
import { defaultNodeResourceGroup, dnsPrefixOf } from "./names.ts";
import { isObject, without, withoutNulls, type Json, type JsonObject } from "./paths.ts";
import { poolOfCopy, poolOfUpdate } from "./pools.ts";
import { refusalsOf } from "./refusals.ts";
import { pathsOf } from "./table.ts";

export interface CopyRequest {
  /** ARM id of the cluster to be. */
  readonly to: string;
  readonly version: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Which of the pair it will be: where a person says what it has. */
  readonly candidate: Color;
  /** What the pair file says of the candidate: a JSON merge patch of the body's `properties`. */
  readonly overrides: JsonObject;
  /** Its node resource group, `{cluster}` for its name; null: as AKS names it. */
  readonly nodeResourceGroup: string | null;
}

export interface Copied {
  readonly body: JsonObject;
  readonly findings: readonly Finding[];
  readonly differences: readonly Difference[];
}

/** The body that creates a copy, what stands in its way, and every property in which it is not like its source. */
export function copyOf(source: ClusterBody, request: CopyRequest): Copied {
  const { sku, extendedLocation, kind } = source as unknown as JsonObject;
  const before = propertiesOf(source);
  const own = ownOf(source, request);
  const properties = patched({ ...withoutRows(before), ...own }, request.overrides) as JsonObject;
  const body: JsonObject = {
    location: source.location,
    ...(sku === undefined || sku === null ? {} : { sku: withoutNulls(sku) }),
    ...(kind === undefined || kind === null ? {} : { kind }),
    ...(extendedLocation === undefined || extendedLocation === null ? {} : { extendedLocation }),
    identity: identityOf((source as unknown as JsonObject)["identity"]),
    tags: { ...source.tags, ...request.tags },
    properties,
  };
  const { overrides } = request;
  return {
    body,
    findings: refusalsOf({ source, before, properties, request }),
    differences: differencesBetween(before, properties, overrides),
  };
}

/** The body that writes `source` back with another control-plane version and every pool held where it is. */
export function withControlPlane(source: ClusterBody, version: string): JsonObject {
  const { sku, tags, identity, location, kind } = source as unknown as JsonObject;
  const before = propertiesOf(source);
  const pools = source.properties.agentPoolProfiles;
  const versions = pools.map(
    (pool) => pool.currentOrchestratorVersion ?? pool.orchestratorVersion ?? version,
  );
  const properties = without(
    before,
    pathsOf(({ update }) => update === "leftOut"),
  );
  // one that is none is not made one in passing: that would be a migration
  const isManaged = isObject(identity);
  return {
    location,
    ...(sku === undefined || sku === null ? {} : { sku: withoutNulls(sku) }),
    ...(kind === undefined || kind === null ? {} : { kind }),
    ...(isManaged ? { identity: identityOf(identity) } : {}),
    ...(tags === undefined || tags === null ? {} : { tags }),
    properties: {
      ...properties,
      kubernetesVersion: version,
      // a PUT whose pools have no version of their own takes them up as well (Azure/AKS#2880)
      agentPoolProfiles: poolsIn(properties, before).map((pool, nth) =>
        poolOfUpdate(pool, versions[nth] ?? version),
      ),
    },
  };
}

/** Two clusters as they are now. */
export const differencesOf = (
  active: ClusterBody,
  candidate: ClusterBody,
  overrides: JsonObject,
): readonly Difference[] => differencesBetween(propertiesOf(active), propertiesOf(candidate), overrides);

const propertiesOf = ({ properties }: ClusterBody): JsonObject =>
  withoutNulls(properties as unknown as Json) as JsonObject;

const withoutRows = (properties: JsonObject): JsonObject =>
  without(
    properties,
    pathsOf(({ copy }) => copy !== "perCluster"),
  );

/** Pools without what is read-only, each with the power state that its owner has left it in. */
function poolsIn(kept: JsonObject, before: JsonObject): readonly JsonObject[] {
  const [left, was] = [listOf(kept["agentPoolProfiles"]), listOf(before["agentPoolProfiles"])];
  return left.map((pool, nth) => ({ ...pool, ...pick(was[nth], "powerState") }));
}

const listOf = (value: JsonObject[string]): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

const pick = (value: JsonObject | undefined, name: string): JsonObject =>
  value?.[name] === undefined ? {} : { [name]: value[name] };

/** What a copy has of its own. */
function ownOf(source: ClusterBody, { to, version, nodeResourceGroup }: CopyRequest): JsonObject {
  const before = propertiesOf(source);
  const name = parseResourceId(to).names[0] ?? "";
  const kubelet = keptKubelet(source, before);
  const channels = before["autoUpgradeProfile"];
  return {
    dnsPrefix: dnsPrefixOf(name),
    kubernetesVersion: version,
    agentPoolProfiles: poolsIn(withoutRows(before), before).map((pool) => poolOfCopy(pool, version)),
    ...(nodeResourceGroup === null
      ? {}
      : { nodeResourceGroup: nodeResourceGroup.replaceAll("{cluster}", name) }),
    ...(kubelet === undefined ? {} : { identityProfile: { kubeletidentity: { resourceId: kubelet } } }),
    ...(isObject(channels)
      ? { autoUpgradeProfile: { ...channels, upgradeChannel: "none", nodeOSUpgradeChannel: "None" } }
      : {}),
  };
}

/** A kubelet identity of the user's own; one that AKS has made is in the node resource group (Azure/AKS#2200). */
function keptKubelet({ id, name, location }: ClusterBody, before: JsonObject): string | undefined {
  const profile = before["identityProfile"];
  const kubelet = isObject(profile) ? profile["kubeletidentity"] : undefined;
  const resourceId = isObject(kubelet) ? kubelet["resourceId"] : undefined;
  if (typeof resourceId !== "string") return undefined;
  const { resourceGroup } = parseResourceId(id);
  const groups = [before["nodeResourceGroup"], defaultNodeResourceGroup({ resourceGroup, name, location })];
  const isMadeByAks = groups.some(
    (group) =>
      typeof group === "string" &&
      resourceId.toLowerCase().includes(`/resourcegroups/${group.toLowerCase()}/`),
  );
  return isMadeByAks ? undefined : resourceId;
}
