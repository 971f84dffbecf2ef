import type { ArmAnswer, ArmRequest } from "../joints.ts";
import type { Cluster } from "./cluster.ts";
import { jsonOf, type Json } from "./json.ts";
import { notFound, obstacle } from "./refusals.ts";
import type { Region } from "./region.ts";

/** One kind of child or extension resource of a managed cluster, as its OpenAPI document names the operations. */
export interface AttachedKind {
  readonly type: string;
  readonly list: string;
  readonly put: string;
  /** AKS works on it as on the cluster itself; the others answer at once. */
  readonly isLongRunning: boolean;
}

const child = (type: string, list: string, put: string): AttachedKind => ({
  type,
  list,
  put,
  isLongRunning: type !== "privateEndpointConnections",
});

const extension = (type: string, list: string, put: string): AttachedKind => ({
  type: `providers/${type}`,
  list,
  put,
  isLongRunning: false,
});

export const attachedKinds: readonly AttachedKind[] = [
  child(
    "trustedAccessRoleBindings",
    "TrustedAccessRoleBindings_List",
    "TrustedAccessRoleBindings_CreateOrUpdate",
  ),
  child("privateEndpointConnections", "PrivateEndpointConnections_List", "PrivateEndpointConnections_Update"),
  child("managedNamespaces", "ManagedNamespaces_ListByManagedCluster", "ManagedNamespaces_CreateOrUpdate"),
  child("identityBindings", "IdentityBindings_ListByManagedCluster", "IdentityBindings_CreateOrUpdate"),
  extension(
    "Microsoft.Insights/diagnosticSettings",
    "DiagnosticSettings_List",
    "DiagnosticSettings_CreateOrUpdate",
  ),
  extension(
    "Microsoft.Insights/dataCollectionRuleAssociations",
    "DataCollectionRuleAssociations_ListByResource",
    "DataCollectionRuleAssociations_Create",
  ),
  extension(
    "Microsoft.Authorization/locks",
    "ManagementLocks_ListByScope",
    "ManagementLocks_CreateOrUpdateByScope",
  ),
  extension(
    "Microsoft.Authorization/roleAssignments",
    "RoleAssignments_ListForScope",
    "RoleAssignments_Create",
  ),
  extension(
    "Microsoft.EventGrid/eventSubscriptions",
    "EventSubscriptions_ListByResource",
    "EventSubscriptions_CreateOrUpdate",
  ),
  extension(
    "Microsoft.DataProtection/backupInstances",
    "BackupInstancesExtensionRouting_List",
    "BackupInstances_CreateOrUpdate",
  ),
];

export function listAttached(region: Region, clusterId: string, kind: AttachedKind): ArmAnswer {
  const cluster = region.find(clusterId);
  if (cluster === undefined) return notFound(clusterId);
  const value = [...cluster.attached].flatMap(([path, properties]) =>
    path.startsWith(`${kind.type}/`) ? [bodyOf(cluster, path, properties)] : [],
  );
  return { status: 200, body: { value } };
}

export function putAttached(
  region: Region,
  request: ArmRequest,
  at: { readonly clusterId: string; readonly kind: AttachedKind; readonly name: string },
): ArmAnswer {
  const { clusterId, kind, name } = at;
  const cluster = region.find(clusterId);
  if (cluster === undefined) return notFound(clusterId);
  const path = `${kind.type}/${name}`;
  const properties = jsonOf(jsonOf(request.body)["properties"]);
  const status = cluster.attached.has(path) ? 200 : 201;
  if (!kind.isLongRunning) {
    cluster.attached.set(path, properties);
    return { status, body: bodyOf(cluster, path, properties) };
  }
  const refused = obstacle(cluster);
  if (refused !== undefined) return refused;
  const keep = (provisioningState: string) =>
    void cluster.attached.set(path, { ...properties, provisioningState });
  keep("Updating");
  const headers = region.begin({
    cluster,
    request,
    operationId: kind.put,
    state: "Updating",
    durationMs: 30_000,
    done: () => keep("Succeeded"),
    failed: () => keep("Failed"),
  });
  return { status, headers, body: bodyOf(cluster, path, cluster.attached.get(path) ?? {}) };
}

/** As for any resource: where it is, what it is called, and what its owner has said. */
const bodyOf = (cluster: Cluster, path: string, properties: Json) => ({
  id: `${cluster.id}/${path}`,
  name: path.split("/").at(-1) ?? "",
  properties,
});

/** Topics that the hook of the app has made for a cluster that was there when the app was deployed. */
export const listTopics = (region: Region, group: string): ArmAnswer => ({
  status: 200,
  body: {
    value: region
      .all()
      .filter(
        ({ id, isSubscribed }) => isSubscribed && id.toLowerCase().startsWith(`${group.toLowerCase()}/`),
      )
      .map(({ id, name, location }) => ({
        id: `${group}/providers/Microsoft.EventGrid/systemTopics/evgt-${name}`,
        name: `evgt-${name}`,
        location,
        properties: { source: id, topicType: "Microsoft.ContainerService.ManagedClusters" },
      })),
  },
});
