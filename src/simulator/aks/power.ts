import type { ArmAnswer, ArmRequest } from "../joints.ts";
import type { Cluster } from "./cluster.ts";
import { jsonOf } from "./json.ts";
import { busy, cannotStop, notFound } from "./refusals.ts";
import type { Region } from "./region.ts";

export function switchPower(region: Region, request: ArmRequest, wish: "start" | "stop"): ArmAnswer {
  const id = request.path.replace(/\/(start|stop)$/i, "");
  const cluster = region.find(id);
  if (cluster === undefined) return notFound(id);
  if (cluster.isBusy) return busy(cluster);
  const power = wish === "start" ? "Running" : "Stopped";
  if (cluster.power === power) return { status: 204 };
  const status = wish === "stop" ? stopRefusal(region, cluster) : undefined;
  if (status !== undefined) return cannotStop(cluster, status);
  const headers = region.begin({
    cluster,
    request,
    operationId: wish === "start" ? "ManagedClusters_Start" : "ManagedClusters_Stop",
    state: wish === "start" ? "Starting" : "Stopping",
    durationMs: region.durationMs(wish, cluster.id),
    done: () => {
      cluster.power = power;
    },
  });
  return { status: 202, headers };
}

const stopRefusal = (region: Region, cluster: Cluster): 400 | 409 | undefined =>
  region.stopRefusals.get(cluster.id.toLowerCase()) ?? (isAutoProvisioned(cluster) ? 400 : undefined);

const isAutoProvisioned = ({ settings }: Cluster): boolean =>
  jsonOf(settings["nodeProvisioningProfile"])["mode"] === "Auto";

export function deleteCluster(region: Region, request: ArmRequest): ArmAnswer {
  const cluster = region.find(request.path);
  if (cluster === undefined) return { status: 204 };
  if (cluster.isBusy) return busy(cluster);
  const headers = region.begin({
    cluster,
    request,
    operationId: "ManagedClusters_Delete",
    state: "Deleting",
    durationMs: region.durationMs("delete", cluster.id),
    done: () => region.remove(cluster),
  });
  return { status: 202, headers };
}
