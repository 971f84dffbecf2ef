import type { RouterWrite } from "../../domain/swap/protocol.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { Handle } from "../../workflow/ports.ts";
import type { HasPipeline } from "../arm/clients.ts";
import { beginRaw } from "../arm/long-running.ts";
import { listRaw } from "../arm/raw.ts";
import { colorOfHost, groupId, type FrontDoorPair } from "./ids.ts";
import { Origin } from "./wire.ts";

/** One PATCH that says only what changes; there is no ETag, so what is not said cannot undo somebody else's change. */
export async function beginWrite(
  client: HasPipeline,
  pair: FrontDoorPair,
  write: RouterWrite,
): Promise<Handle> {
  const { id, properties } =
    write.kind === "route" ? routePatch(pair, write) : await entryPatch(client, pair, write);
  return beginRaw(client, { method: "PATCH", target: id, resource: id, body: { properties } });
}

interface Patch {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

function routePatch(pair: FrontDoorPair, { to }: Extract<RouterWrite, { kind: "route" }>): Patch {
  const [id] = pair.router.routeIds;
  if (id === undefined || pair.router.mode !== "route")
    throw new TypeError("users of this pair are not moved by their route");
  // users who are sent to a group are sent: a disabled route would lead to nothing, and take a second rollout to mend
  return { id, properties: { originGroup: { id: groupId(pair, to) }, enabledState: "Enabled" } };
}

async function entryPatch(
  client: HasPipeline,
  pair: FrontDoorPair,
  { group, origin, set }: Extract<RouterWrite, { kind: "entry" }>,
): Promise<Patch> {
  const origins = await listRaw(client, `${groupId(pair, group)}/origins`, Origin);
  const found = origins.find((one) => colorOfHost(pair, one.properties.hostName) === origin);
  if (found === undefined) throw originMissing(pair, { group, origin });
  const { enabled, ...numbers } = set;
  const state = enabled === undefined ? {} : { enabledState: enabled ? "Enabled" : "Disabled" };
  return { id: `${groupId(pair, group)}/origins/${found.name}`, properties: { ...numbers, ...state } };
}

const originMissing = (
  pair: FrontDoorPair,
  { group, origin }: Pick<Extract<RouterWrite, { kind: "entry" }>, "group" | "origin">,
): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "ORIGIN_MISSING",
    message: `The group has no origin with the host ${pair.environments[origin].originHost}.`,
    resource: groupId(pair, group),
    fix: "Lay the permanent layout with infra (layFrontDoor), or correct originHost in the pair file.",
  });
