import { OutsideError } from "../../workflow/errors.ts";
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
  const isClusterBusy = isBusy(body.properties.provisioningState);
  const others = body.properties.agentPoolProfiles.filter((one) => isBusy(one.provisioningState));
  // several pools may be upgraded at a time; the control plane is alone
  if (isClusterBusy && others.length === 0) return busyUnless(body, id, ["Upgrading"]);
  if (poolVersion(pool) === version && pool.provisioningState === "Succeeded") return { kind: "done" };
  const { name: _name, ...properties } = poolPut(pool, version);
  const write = { method: "PUT", target: resource, resource, body: { properties } } as const;
  try {
    return begun(await beginRaw(wire.client(id), write));
  } catch (error) {
    // not at this time, says AKS: then after what is under way
    if (isClusterBusy && isConflict(error)) return busyUnless(body, id, ["Upgrading"]);
    throw error;
  }
}

/** How AKS words that something else is under way. */
const conflicts = ["OperationNotAllowed", "EtagMismatch", "Conflict", "HTTP_409"];

const isConflict = (error: unknown): boolean =>
  error instanceof OutsideError &&
  error.trouble.reaction === "later" &&
  conflicts.includes(error.trouble.code);
