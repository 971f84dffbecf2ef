import type { ArmAnswer, ArmRequest } from "../joints.ts";
import type { Json } from "./json.ts";
import { jsonOf } from "./json.ts";
import { flat, notFound } from "./refusals.ts";
import type { Region } from "./region.ts";

/** The names that Azure knows since schedules came; `default` is the older weekly one. */
const names: ReadonlySet<string> = new Set([
  "default",
  "aksManagedAutoUpgradeSchedule",
  "aksManagedNodeOSUpgradeSchedule",
]);

export function listWindows(region: Region, clusterId: string): ArmAnswer {
  const cluster = region.find(clusterId);
  if (cluster === undefined) return notFound(clusterId);
  const value = [...cluster.windows].map(([name, properties]) => bodyOf(clusterId, name, properties));
  return { status: 200, body: { value } };
}

export function putWindow(
  region: Region,
  request: ArmRequest,
  at: { readonly clusterId: string; readonly name: string },
): ArmAnswer {
  const { clusterId, name } = at;
  const cluster = region.find(clusterId);
  if (cluster === undefined) return notFound(clusterId);
  if (!names.has(name)) {
    return flat(
      400,
      "InvalidMaintenanceConfigurationName",
      `'${name}' is no name of a maintenance configuration.`,
    );
  }
  const isNew = !cluster.windows.has(name);
  cluster.windows.set(name, jsonOf(jsonOf(request.body)["properties"]));
  return { status: isNew ? 201 : 200, body: bodyOf(clusterId, name, cluster.windows.get(name) ?? {}) };
}

const bodyOf = (clusterId: string, name: string, properties: Json) => ({
  id: `${clusterId}/maintenanceConfigurations/${name}`,
  name,
  type: "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
  properties,
});
