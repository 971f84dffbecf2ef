import type { Begun } from "../../workflow/ports.ts";
import { beginRaw, begun, isBusy, underWay } from "../arm/long-running.ts";
import { poolVersion } from "./cluster-body.ts";
import { absent, busyUnless, type ClusterWire } from "./cluster-wire.ts";
import { poolPut } from "./copying/pools.ts";

/** Takes one node pool to a version; the control plane has to be there already. */
export async function beginPool(
  wire: ClusterWire,
  request: { id: string; pool: string; version: string },
): Promise<Begun> {
  const { id, version } = request;
  const resource = `${id}/agentPools/${request.pool}`;
  const body = await wire.get(id);
  const pool = body.properties.agentPoolProfiles.find((one) => one.name === request.pool) ?? absent(resource);
  if (isBusy(pool.provisioningState)) return underWay(resource);
  if (isBusy(body.properties.provisioningState)) return busyUnless(body, id, ["Upgrading"]);
  if (poolVersion(pool) === version && pool.provisioningState === "Succeeded") return { kind: "done" };
  const { name: _name, ...properties } = poolPut(pool, version);
  return begun(
    await beginRaw(wire.client(id), { method: "PUT", target: resource, resource, body: { properties } }),
  );
}
