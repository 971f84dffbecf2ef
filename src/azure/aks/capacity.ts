import type { Begun } from "../../workflow/ports.ts";
import { begun, beginRaw, isBusy, underWay } from "../arm/long-running.ts";
import { poolVersion, type PoolBody } from "./cluster-body.ts";
import type { ClusterWire } from "./cluster-wire.ts";
import { heldTag, poolPut } from "./copying/pools.ts";

/** Raises one autoscaled pool's minimum to its live count; `done` when every pool is held. */
export async function beginHold(wire: ClusterWire, id: string): Promise<Begun> {
  return nextPool(wire, id, (pool) => {
    if (pool.enableAutoScaling !== true || pool.tags?.[heldTag] !== undefined) return undefined;
    if ((pool.minCount ?? 0) >= pool.count) return undefined;
    return { minCount: pool.count, tags: { ...pool.tags, [heldTag]: String(pool.minCount ?? 0) } };
  });
}

export async function beginRestore(wire: ClusterWire, id: string): Promise<Begun> {
  return nextPool(wire, id, restored);
}

type Change = { readonly minCount: number; readonly tags: Readonly<Record<string, string>> } | undefined;

function restored(pool: PoolBody): Change {
  const { [heldTag]: before, ...tags } = pool.tags ?? {};
  return before === undefined ? undefined : { minCount: Number(before), tags };
}

async function nextPool(wire: ClusterWire, id: string, change: (pool: PoolBody) => Change): Promise<Begun> {
  const body = await wire.read(id);
  // a cluster that is gone has no capacity to hold, and one that is stopped cannot be written
  if (body === undefined || body.properties.powerState.code !== "Running") return { kind: "done" };
  for (const pool of body.properties.agentPoolProfiles) {
    const resource = `${id}/agentPools/${pool.name}`;
    const wanted = change(pool);
    if (isBusy(pool.provisioningState)) return underWay(resource);
    if (wanted === undefined) continue;
    const { name: _name, ...rest } = poolPut(pool, poolVersion(pool));
    const properties = { ...rest, ...wanted };
    const request = { method: "PUT", target: resource, resource, body: { properties } } as const;
    return begun(await beginRaw(wire.client(id), request));
  }
  return { kind: "done" };
}
