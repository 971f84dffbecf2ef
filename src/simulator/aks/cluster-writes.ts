import type { ArmAnswer, ArmRequest } from "../joints.ts";
import type { Cluster, Pool } from "./cluster.ts";
import {
  clusterBody,
  etagOf,
  nodeImageOf,
  nothingAttached,
  nodesOf,
  planOf,
  poolSettingsOf,
  servicePrincipalOf,
  settingsOf,
} from "./cluster.ts";
import type { Json } from "./json.ts";
import { jsonOf, jsonsOf, textOf } from "./json.ts";
import type { SupportPlan } from "./owners-clusters.ts";
import { flat, notFound, obstacle } from "./refusals.ts";
import type { Region } from "./region.ts";
import { compareVersions, defaultVersion, minorNameOf, minorOf } from "./versions.ts";

export function putCluster(region: Region, request: ArmRequest): ArmAnswer {
  const cluster = region.find(request.path);
  if (cluster === undefined) return create(region, request);
  if (request.headers["if-none-match"] === "*") {
    return flat(412, "PreconditionFailed", `The managed cluster '${cluster.name}' already exists.`);
  }
  const stale = staleEtag(cluster, request);
  return stale ?? obstacle(cluster) ?? update(region, request, cluster);
}

function create(region: Region, request: ArmRequest): ArmAnswer {
  const body = jsonOf(request.body);
  const properties = jsonOf(body["properties"]);
  const version = region.offer.resolve(textOf(properties["kubernetesVersion"]) ?? defaultVersion);
  const objection = offerObjection(region, version, properties) ?? principalObjection(properties);
  if (objection !== undefined) return objection;
  const profiles = jsonsOf(properties["agentPoolProfiles"]);
  if (profiles.length === 0) {
    return flat(400, "InvalidParameter", "Required parameter agentPoolProfiles is missing.");
  }
  if (profiles.some((profile) => profile["nodeImageVersion"] !== undefined)) return nodeImageRefused;
  const pools = profiles.map((profile) => newPool(region, profile, version));
  const versions = { control: version, plan: planOf(properties) };
  const refused = pools.map((pool) => poolVersionObjection(region, pool.version, versions)).find(Boolean);
  if (refused !== undefined) return refused;
  const cluster: Cluster = {
    ...namedBy(request, region),
    location: textOf(body["location"]) ?? region.location,
    tags: jsonOf(body["tags"]),
    sku: { name: "Base", tier: "Free", ...jsonOf(body["sku"]) },
    identity:
      servicePrincipalOf(properties) === undefined
        ? { type: "SystemAssigned", ...jsonOf(body["identity"]) }
        : undefined,
    settings: settingsOf(properties),
    version,
    currentVersion: version,
    provisioningState: "Creating",
    power: "Running",
    isBuilt: false,
    isBusy: true,
    generation: 0,
    ...nothingAttached(false),
    pools,
  };
  region.add(cluster);
  const headers = region.begin({
    cluster,
    request,
    operationId: "ManagedClusters_CreateOrUpdate",
    state: "Creating",
    durationMs: region.durationMs("create", cluster.id),
    done: () => {
      cluster.isBuilt = true;
      for (const pool of cluster.pools) pool.provisioningState = "Succeeded";
    },
  });
  return { status: 201, headers, body: clusterBody(cluster) };
}

const namedBy = ({ path: id }: ArmRequest, region: Region) => ({
  id,
  name: id.split("/").at(-1) ?? "",
  build: region.buildsOf(id) + 1,
});

export function newPool(region: Region, profile: Json, clusterVersion: string): Pool {
  const version = region.offer.resolve(textOf(profile["orchestratorVersion"]) ?? clusterVersion);
  return {
    name: textOf(profile["name"]) ?? "",
    settings: poolSettingsOf(profile),
    version,
    currentVersion: version,
    provisioningState: "Creating",
    isStopped: textOf(jsonOf(profile["powerState"])["code"]) === "Stopped",
  };
}

function update(region: Region, request: ArmRequest, cluster: Cluster): ArmAnswer {
  const body = jsonOf(request.body);
  const properties = jsonOf(body["properties"]);
  const settings = { ...cluster.settings, ...properties };
  const version = wishedVersion(region, cluster.currentVersion, textOf(properties["kubernetesVersion"]));
  const profiles = jsonsOf(properties["agentPoolProfiles"]);
  const refused =
    upgradeObjection(region, { from: cluster.currentVersion, to: version }, settings) ??
    profilesObjection(region, cluster, {
      profiles,
      version,
    });
  if (refused !== undefined) return refused;
  const along = cluster.pools.filter((pool) => goesAlong(pool, profiles, version));
  applySettings(cluster, body, profiles);
  const isUpgrade = version !== cluster.currentVersion || along.length > 0;
  cluster.version = version;
  for (const pool of along) Object.assign(pool, { version, provisioningState: "Upgrading" });
  const nodes = along.flatMap((pool) => Array.from({ length: nodesOf(pool) }, () => pool));
  const perNode = nodes.map(() => region.durationMs("poolUpgradePerNode", cluster.id));
  const own = region.durationMs(isUpgrade ? "upgrade" : "update", cluster.id);
  const headers = region.begin({
    cluster,
    request,
    operationId: "ManagedClusters_CreateOrUpdate",
    state: isUpgrade ? "Upgrading" : "Updating",
    durationMs: perNode.reduce((sum, ms) => sum + ms, own),
    done: () => {
      cluster.isBuilt = true;
      cluster.currentVersion = version;
      for (const pool of along)
        Object.assign(pool, { currentVersion: version, provisioningState: "Succeeded" });
    },
    failed: () => {
      for (const pool of along) pool.provisioningState = "Failed";
    },
  });
  return { status: 200, headers, body: clusterBody(cluster) };
}

function applySettings(cluster: Cluster, body: Json, profiles: readonly Json[]): void {
  cluster.settings = { ...cluster.settings, ...settingsOf(jsonOf(body["properties"])) };
  if (body["tags"] !== undefined) cluster.tags = jsonOf(body["tags"]);
  if (body["sku"] !== undefined) cluster.sku = jsonOf(body["sku"]);
  for (const pool of cluster.pools) {
    const profile = profiles.find((one) => one["name"] === pool.name);
    if (profile !== undefined) pool.settings = { ...pool.settings, ...poolSettingsOf(profile) };
  }
}

/** A pool whose version is not pinned is upgraded with the control plane (Azure/AKS#2880). */
function goesAlong(pool: Pool, profiles: readonly Json[], version: string): boolean {
  const profile = profiles.find((one) => one["name"] === pool.name);
  if (profile === undefined || pool.currentVersion === version) return false;
  const pinned = textOf(profile["orchestratorVersion"]);
  return pinned === undefined || pinned === version;
}

function profilesObjection(
  region: Region,
  cluster: Cluster,
  wish: { readonly profiles: readonly Json[]; readonly version: string },
): ArmAnswer | undefined {
  for (const profile of wish.profiles) {
    const pool = cluster.pools.find((one) => one.name === profile["name"]);
    if (pool === undefined) continue;
    const image = profile["nodeImageVersion"];
    if (image !== undefined && image !== nodeImageOf(pool)) return nodeImageRefused;
    const pinned = textOf(profile["orchestratorVersion"]);
    if (pinned === undefined || pinned === pool.version) continue;
    const versions = { control: wish.version, plan: planOf(cluster.settings) };
    const refused = poolVersionObjection(region, region.offer.resolve(pinned), versions);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** Naming the minor that already runs asks for nothing: it is no request for a newer patch. */
export function wishedVersion(region: Region, current: string, wished: string | undefined): string {
  if (wished === undefined || wished === minorNameOf(current)) return current;
  return region.offer.resolve(wished);
}

export function upgradeObjection(
  region: Region,
  { from, to }: { readonly from: string; readonly to: string },
  properties: Json,
): ArmAnswer | undefined {
  if (from === to) return undefined;
  const notThere = offerObjection(region, to, properties);
  if (notThere !== undefined) return notThere;
  if (compareVersions(to, from) < 0) {
    return flat(400, "OperationNotAllowed", `Downgrading Kubernetes from ${from} to ${to} is not allowed.`);
  }
  if (minorOf(to) <= minorOf(from) + 1) return undefined;
  return flat(
    400,
    "OperationNotAllowed",
    `Upgrading Kubernetes from ${from} to ${to} is not allowed: a minor version cannot be skipped.`,
  );
}

export function poolVersionObjection(
  region: Region,
  version: string,
  { control: clusterVersion, plan }: { readonly control: string; readonly plan: SupportPlan },
): ArmAnswer | undefined {
  if (compareVersions(version, clusterVersion) > 0) {
    return flat(
      400,
      "NodePoolMcVersionIncompatible",
      `Node pool version ${version} and control plane version ${clusterVersion} are incompatible.`,
    );
  }
  if (region.offer.isOffered(version, plan) || version === clusterVersion) return undefined;
  return flat(400, "AgentPoolK8sVersionNotSupported", `Version ${version} is not supported in this region.`);
}

export const nodeImageRefused = flat(
  400,
  "InvalidParameter",
  "The value of parameter nodeImageVersion is invalid: it is none of recentlyUsedVersions.",
);

/** Its words as users have reported them; the code is the same for both. */
function offerObjection(region: Region, version: string, properties: Json): ArmAnswer | undefined {
  if (region.offer.isOffered(version, planOf(properties))) return undefined;
  const text = region.offer.isOffered(version, "AKSLongTermSupport")
    ? `Version ${version} is only available for Long-Term Support (LTS). If you want to onboard to LTS, please refer to https://aka.ms/aks/enable-lts`
    : `Version ${version} is not supported in this region.`;
  return flat(400, "K8sVersionNotSupported", text);
}

/** A secret is never told, so whoever copies what was read has none. */
function principalObjection(properties: Json): ArmAnswer | undefined {
  const secret = jsonOf(properties["servicePrincipalProfile"])["secret"];
  if (servicePrincipalOf(properties) === undefined || textOf(secret) !== undefined) return undefined;
  return flat(
    400,
    "InvalidParameter",
    "Required parameter servicePrincipalProfile.secret is missing (null).",
  );
}

function staleEtag(cluster: Cluster, request: ArmRequest): ArmAnswer | undefined {
  const expected = request.headers["if-match"];
  if (expected === undefined || expected === "*" || expected === etagOf(cluster)) return undefined;
  return flat(409, "EtagMismatch", "Operation is not allowed: Another operation is in progress");
}

export function patchTags(region: Region, request: ArmRequest): ArmAnswer {
  const cluster = region.find(request.path);
  if (cluster === undefined) return notFound(request.path);
  const refused = staleEtag(cluster, request) ?? obstacle(cluster);
  if (refused !== undefined) return refused;
  cluster.tags = jsonOf(jsonOf(request.body)["tags"]);
  const headers = region.begin({
    cluster,
    request,
    operationId: "ManagedClusters_UpdateTags",
    state: "Updating",
    durationMs: region.durationMs("tags", cluster.id),
    done: () => undefined,
  });
  return { status: 200, headers, body: clusterBody(cluster) };
}
