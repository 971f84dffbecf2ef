import type { ArmAnswer, ArmOperation, ArmProvider, ArmRequest } from "../joints.ts";
import { attachedKinds, listAttached, listTopics, putAttached } from "./attached.ts";
import type { Cluster, Pool } from "./cluster.ts";
import { clusterBody, poolBody } from "./cluster.ts";
import { patchTags, putCluster } from "./cluster-writes.ts";
import { listWindows, putWindow } from "./maintenance.ts";
import { deletePool, findPool, putPool } from "./pools.ts";
import { deleteCluster, switchPower } from "./power.ts";
import { notFound } from "./refusals.ts";
import type { Region } from "./region.ts";
import {
  availablePoolVersions,
  clusterUpgrades,
  kubernetesVersions,
  poolUpgrades,
} from "./version-answers.ts";

interface Call {
  readonly region: Region;
  readonly request: ArmRequest;
  /** The parts of the path that the route leaves open. */
  readonly parts: readonly string[];
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly operationId: string;
  readonly answer: (call: Call) => ArmAnswer;
}

/** AKS's control plane on the wire of Microsoft.ContainerService 2026-04-01. */
export function createProvider(region: Region): ArmProvider {
  return {
    find(request): ArmOperation | undefined {
      for (const route of routes) {
        const match = route.method === request.method ? route.path.exec(request.path) : null;
        if (match === null) continue;
        const call = { region, request, parts: match.slice(1) };
        return {
          operationId: route.operationId,
          resourceId: request.path,
          isWrite: request.method !== "GET",
          answer: () => route.answer(call),
        };
      }
      return undefined;
    },
  };
}

const group = "/subscriptions/[^/]+/resourceGroups/[^/]+";
const kind = "/providers/Microsoft\\.ContainerService/managedClusters";
const one = `(${group}${kind}/[^/]+)`;
const pool = `${one}/agentPools/([^/]+)`;
const path = (pattern: string) => new RegExp(`^${pattern}$`, "i");

const ok = (body: unknown): ArmAnswer => ({ status: 200, body });

const ofCluster =
  (read: (cluster: Cluster, region: Region) => unknown) =>
  ({ region, parts }: Call): ArmAnswer => {
    const cluster = region.find(parts[0] ?? "");
    return cluster === undefined ? notFound(parts[0] ?? "") : ok(read(cluster, region));
  };

const ofPool =
  (read: (cluster: Cluster, found: Pool, region: Region) => unknown) =>
  ({ region, request, parts: [id = "", name = ""] }: Call): ArmAnswer => {
    const cluster = region.find(id);
    const found = cluster === undefined ? undefined : findPool({ cluster, name });
    if (cluster === undefined || found === undefined) return notFound(request.path);
    return ok(read(cluster, found, region));
  };

const listed = ({ region, parts: [scope = ""] }: Call): ArmAnswer =>
  ok({
    value: region
      .all()
      .filter((cluster) => cluster.id.toLowerCase().startsWith(`${scope.toLowerCase()}/`))
      .map(clusterBody),
  });

const poolPut = ({ region, request, parts: [id = "", name = ""] }: Call): ArmAnswer => {
  const cluster = region.find(id);
  return cluster === undefined ? notFound(id) : putPool(region, request, { cluster, name });
};

const poolDelete = ({ region, request, parts: [id = "", name = ""] }: Call): ArmAnswer => {
  const cluster = region.find(id);
  return cluster === undefined ? notFound(id) : deletePool(region, request, { cluster, name });
};

const read = (pattern: string, operationId: string, answer: Route["answer"]): Route => ({
  method: "GET",
  path: path(pattern),
  operationId,
  answer,
});

const write =
  (method: string, pattern: string) =>
  (operationId: string, answer: Route["answer"]): Route => ({
    method,
    path: path(pattern),
    operationId,
    answer,
  });

const routes: readonly Route[] = [
  read(`(/subscriptions/[^/]+)${kind}`, "ManagedClusters_List", listed),
  read(`(${group})${kind}`, "ManagedClusters_ListByResourceGroup", listed),
  read(one, "ManagedClusters_Get", ofCluster(clusterBody)),
  write("PUT", one)("ManagedClusters_CreateOrUpdate", ({ region, request }) => putCluster(region, request)),
  write("PATCH", one)("ManagedClusters_UpdateTags", ({ region, request }) => patchTags(region, request)),
  write("DELETE", one)("ManagedClusters_Delete", ({ region, request }) => deleteCluster(region, request)),
  write("POST", `${one}/start`)("ManagedClusters_Start", ({ region, request }) =>
    switchPower(region, request, "start"),
  ),
  write("POST", `${one}/stop`)("ManagedClusters_Stop", ({ region, request }) =>
    switchPower(region, request, "stop"),
  ),
  read(
    `${one}/upgradeProfiles/default`,
    "ManagedClusters_GetUpgradeProfile",
    ofCluster((cluster, region) => clusterUpgrades(region.offer, cluster)),
  ),
  read(
    `/subscriptions/[^/]+/providers/Microsoft\\.ContainerService/locations/[^/]+/kubernetesVersions`,
    "ManagedClusters_ListKubernetesVersions",
    ({ region }) => ok(kubernetesVersions(region.offer)),
  ),
  read(
    `${one}/agentPools`,
    "AgentPools_List",
    ofCluster((cluster) => ({ value: cluster.pools.map((each) => poolBody(cluster, each)) })),
  ),
  read(
    `${one}/maintenanceConfigurations`,
    "MaintenanceConfigurations_ListByManagedCluster",
    ({ region, parts }) => listWindows(region, parts[0] ?? ""),
  ),
  write("PUT", `${one}/maintenanceConfigurations/([^/]+)`)(
    "MaintenanceConfigurations_CreateOrUpdate",
    ({ region, request, parts: [clusterId = "", name = ""] }) =>
      putWindow(region, request, { clusterId, name }),
  ),
  ...attachedKinds.flatMap((kind) => {
    const at = `${one}/${kind.type.replaceAll(".", "\\.")}`;
    return [
      read(at, kind.list, ({ region, parts }) => listAttached(region, parts[0] ?? "", kind)),
      write("PUT", `${at}/([^/]+)`)(kind.put, ({ region, request, parts: [clusterId = "", name = ""] }) =>
        putAttached(region, request, { clusterId, kind, name }),
      ),
    ];
  }),
  read(
    `(${group})/providers/Microsoft\\.EventGrid/systemTopics`,
    "SystemTopics_ListByResourceGroup",
    ({ region, parts }) => listTopics(region, parts[0] ?? ""),
  ),
  read(pool, "AgentPools_Get", ofPool(poolBody)),
  write("PUT", pool)("AgentPools_CreateOrUpdate", poolPut),
  write("DELETE", pool)("AgentPools_Delete", poolDelete),
  read(
    `${pool}/upgradeProfiles/default`,
    "AgentPools_GetUpgradeProfile",
    ofPool((cluster, found, region) => poolUpgrades(region.offer, cluster, found)),
  ),
  read(
    `${one}/availableAgentPoolVersions`,
    "AgentPools_GetAvailableAgentPoolVersions",
    ofCluster((cluster, region) => availablePoolVersions(region.offer, cluster)),
  ),
];
