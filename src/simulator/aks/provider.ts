import type { ArmAnswer, ArmOperation, ArmProvider } from "../joints.ts";
import { createOrUpdate } from "./create-or-update.ts";
import { updatePool } from "./pools.ts";
import { notFound } from "./refusals.ts";
import { powerOn, powerOff, remove, updateTags } from "./simple-writes.ts";
import { poolView, type AksParts, type AksRequest } from "./request.ts";

type Serve = (asked: AksRequest) => ArmAnswer;

const root = "^(/subscriptions/[^/]+)/providers/Microsoft\\.ContainerService";
const cluster =
  "^(/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.ContainerService/managedClusters/[^/]+)";

const table: readonly { method: string; path: RegExp; operationId: string; serve: Serve }[] = [
  {
    method: "GET",
    path: new RegExp(`${cluster}$`, "i"),
    operationId: "ManagedClusters_Get",
    serve: getCluster,
  },
  {
    method: "PUT",
    path: new RegExp(`${cluster}$`, "i"),
    operationId: "ManagedClusters_CreateOrUpdate",
    serve: createOrUpdate,
  },
  {
    method: "PATCH",
    path: new RegExp(`${cluster}$`, "i"),
    operationId: "ManagedClusters_UpdateTags",
    serve: updateTags,
  },
  {
    method: "DELETE",
    path: new RegExp(`${cluster}$`, "i"),
    operationId: "ManagedClusters_Delete",
    serve: remove,
  },
  {
    method: "POST",
    path: new RegExp(`${cluster}/start$`, "i"),
    operationId: "ManagedClusters_Start",
    serve: powerOn,
  },
  {
    method: "POST",
    path: new RegExp(`${cluster}/stop$`, "i"),
    operationId: "ManagedClusters_Stop",
    serve: powerOff,
  },
  {
    method: "GET",
    path: new RegExp(`${cluster}/upgradeProfiles/default$`, "i"),
    operationId: "ManagedClusters_GetUpgradeProfile",
    serve: upgradeProfile,
  },
  {
    method: "GET",
    path: new RegExp(`${cluster}/agentPools$`, "i"),
    operationId: "AgentPools_List",
    serve: listPools,
  },
  {
    method: "GET",
    path: new RegExp(`${cluster}/agentPools/([^/]+)$`, "i"),
    operationId: "AgentPools_Get",
    serve: getPool,
  },
  {
    method: "PUT",
    path: new RegExp(`${cluster}/agentPools/([^/]+)$`, "i"),
    operationId: "AgentPools_CreateOrUpdate",
    serve: updatePool,
  },
  {
    method: "GET",
    path: new RegExp(`${cluster}/availableAgentPoolVersions$`, "i"),
    operationId: "AgentPools_GetAvailableAgentPoolVersions",
    serve: poolVersions,
  },
  {
    method: "GET",
    path: new RegExp(`${root}/managedClusters$`, "i"),
    operationId: "ManagedClusters_List",
    serve: listClusters,
  },
  {
    method: "GET",
    path: new RegExp(`${root}/locations/[^/]+/kubernetesVersions$`, "i"),
    operationId: "ManagedClusters_ListKubernetesVersions",
    serve: listVersions,
  },
  {
    method: "GET",
    path: /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/Microsoft\.ContainerService\/managedClusters$/i,
    operationId: "ManagedClusters_ListByResourceGroup",
    serve: listClusters,
  },
];

/** Microsoft.ContainerService, api-version 2026-04-01. */
export function aksProvider(parts: AksParts): ArmProvider {
  return {
    find: (request): ArmOperation | undefined => {
      for (const { method, path, operationId, serve } of table) {
        const match = method === request.method ? path.exec(request.path) : null;
        if (match === null) continue;
        const [, clusterId = "", ...names] = match;
        const asked = { parts, request, operationId, clusterId, names };
        return {
          operationId,
          resourceId: request.path,
          isWrite: method !== "GET",
          answer: () => serve(asked),
        };
      }
      return undefined;
    },
  };
}

function getCluster({ parts, clusterId }: AksRequest): ArmAnswer {
  const found = parts.store.find(clusterId);
  return found === undefined ? notFound(clusterId) : { status: 200, body: found };
}

function listClusters({ parts, clusterId }: AksRequest): ArmAnswer {
  return { status: 200, body: { value: parts.store.list(`${clusterId}/`) } };
}

function listVersions({ parts }: AksRequest): ArmAnswer {
  return { status: 200, body: parts.versions.body() };
}

function upgradeProfile({ parts, clusterId }: AksRequest): ArmAnswer {
  const found = parts.store.find(clusterId);
  if (found === undefined) return notFound(clusterId);
  const upgradesOf = (version: string) =>
    parts.versions
      .after(version)
      .map((one) => ({ kubernetesVersion: one.version, ...(one.isPreview ? { isPreview: true } : {}) }));
  const { currentKubernetesVersion, agentPoolProfiles } = found.properties;
  const profile = (version: string, name?: string) => ({
    kubernetesVersion: version,
    ...(name === undefined ? {} : { name }),
    osType: "Linux",
    upgrades: upgradesOf(version),
  });
  const properties = {
    controlPlaneProfile: profile(currentKubernetesVersion),
    agentPoolProfiles: agentPoolProfiles.map((pool) => profile(pool.currentOrchestratorVersion, pool.name)),
  };
  return {
    status: 200,
    body: {
      id: `${found.id}/upgradeprofiles/default`,
      name: "default",
      type: "Microsoft.ContainerService/managedClusters/upgradeprofiles",
      properties,
    },
  };
}

function listPools({ parts, clusterId }: AksRequest): ArmAnswer {
  const found = parts.store.find(clusterId);
  if (found === undefined) return notFound(clusterId);
  return {
    status: 200,
    body: { value: found.properties.agentPoolProfiles.map((pool) => poolView(found.id, pool)) },
  };
}

function getPool({ parts, clusterId, names, request }: AksRequest): ArmAnswer {
  const found = parts.store.find(clusterId);
  const pool = found?.properties.agentPoolProfiles.find((one) => one.name === names[0]);
  return found === undefined || pool === undefined
    ? notFound(request.path)
    : { status: 200, body: poolView(found.id, pool) };
}

function poolVersions({ parts, clusterId }: AksRequest): ArmAnswer {
  const agentPoolVersions = parts.versions
    .all()
    .map((one) => ({ kubernetesVersion: one.version, isPreview: one.isPreview }));
  return {
    status: 200,
    body: {
      id: `${clusterId}/availableagentpoolversions`,
      name: "default",
      properties: { agentPoolVersions },
    },
  };
}
