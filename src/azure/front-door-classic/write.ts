import type { RouterWrite } from "../../domain/swap/protocol.ts";
import type { Handle } from "../../workflow/ports.ts";
import type { HasPipeline } from "../arm/clients.ts";
import { beginRaw } from "../arm/long-running.ts";
import { colorOfHost } from "../front-door/ids.ts";
import { readOnly, type ClassicBody } from "./body.ts";
import { missing, type ClassicPair } from "./ids.ts";
import { poolOf, readClassic, ruleOf } from "./read.ts";

/**
 * GET, the one difference, whole PUT: classic knows no smaller write and no ETag, so what is sent back is exactly what
 * was read a moment ago. The caller reads it back.
 */
export async function beginWrite(
  client: HasPipeline,
  pair: ClassicPair,
  write: RouterWrite,
): Promise<Handle> {
  const id = pair.router.frontDoorId;
  const body = changed(pair, await readClassic(client, pair), write);
  return beginRaw(client, { method: "PUT", target: id, resource: id, body });
}

export function changed(pair: ClassicPair, found: ClassicBody, write: RouterWrite): ClassicBody {
  const body = structuredClone(found);
  if (write.kind === "route") pointRule(pair, body, write);
  else setBackend(pair, body, write);
  for (const name of readOnly) delete body.properties[name];
  return body;
}

function pointRule(
  pair: ClassicPair,
  body: ClassicBody,
  { to }: Extract<RouterWrite, { kind: "route" }>,
): void {
  const { properties } = ruleOf(pair, body);
  const { backendPool } = properties.routeConfiguration;
  if (backendPool == null) throw missing(pair, `forwarding in the routing rule ${pair.router.routingRule}`);
  backendPool.id = `${pair.router.frontDoorId}/backendPools/${pair.router.backendPools[to]}`;
  properties.enabledState = "Enabled";
}

function setBackend(
  pair: ClassicPair,
  body: ClassicBody,
  { group, origin, set }: Extract<RouterWrite, { kind: "entry" }>,
): void {
  if (group === "shared") throw new TypeError("a Front Door (classic) has no shared group");
  const backend = poolOf(pair, body, group).properties.backends.find(
    (one) => colorOfHost(pair, one.address) === origin,
  );
  if (backend === undefined)
    throw missing(pair, `backend ${pair.environments[origin].originHost} in the pool of ${group}`);
  if (set.enabled !== undefined) backend.enabledState = set.enabled ? "Enabled" : "Disabled";
  if (set.priority !== undefined) backend.priority = set.priority;
  if (set.weight !== undefined) backend.weight = set.weight;
}
