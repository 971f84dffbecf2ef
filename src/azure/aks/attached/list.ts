import { attachedFindings, unreadableFinding, type Attached } from "../../../domain/upgrade/attached.ts";
import type { Finding } from "../../../domain/upgrade/findings.ts";
import { OutsideError, type Trouble } from "../../../workflow/errors.ts";
import type { AttachedPlan, AttachOrder } from "../../../workflow/ports.ts";
import { listRaw } from "../../arm/raw.ts";
import type { ClusterWire } from "../cluster-wire.ts";
import { defaultNodeResourceGroup } from "../copying/names.ts";
import { parseResourceId } from "../../arm/resource-id.ts";
import { kinds, type Between, type Kind } from "./kinds.ts";
import { AttachedBody } from "./wire.ts";

/** What hangs on the first cluster, and what becomes of it when the second is made as its copy. Only reads. */
export async function planAttached(wire: ClusterWire, order: AttachOrder): Promise<AttachedPlan> {
  const between = { ...order, nodeResourceGroup: await nodeResourceGroupOf(wire, order.from) };
  const found = await Promise.all(kinds.map(async (kind) => attachedOf(wire, kind, between)));
  const attached = found.flatMap((one) => one.attached);
  return {
    attached,
    findings: [...attachedFindings(order.from, attached), ...found.flatMap(({ findings }) => findings)],
  };
}

/** What there is of one kind at a cluster. */
export async function bodiesOf(
  wire: ClusterWire,
  { path, at }: Kind,
  clusterId: string,
): Promise<readonly AttachedBody[]> {
  return listRaw(wire.client(clusterId), at?.(clusterId) ?? `${clusterId}${path}`, AttachedBody);
}

interface Found {
  readonly attached: readonly Attached[];
  readonly findings: readonly Finding[];
}

async function attachedOf(wire: ClusterWire, kind: Kind, between: Between): Promise<Found> {
  try {
    const bodies = await bodiesOf(wire, kind, between.from);
    const own = bodies.filter((body) => kind.isOf?.(body, between) ?? true);
    return { attached: own.map((body) => attachedFrom(kind, body, between)), findings: [] };
  } catch (error) {
    return { attached: [], findings: unreadable(kind, between.from, forGood(error)) };
  }
}

function attachedFrom({ kind, fateOf }: Kind, body: AttachedBody, between: Between): Attached {
  const { command = null, ...fate } = fateOf(body, between);
  return { kind, name: body.name, id: body.id, ...fate, command };
}

/** A refusal that no wait cures is an answer; anything else is asked again with the whole plan. */
function forGood(error: unknown): Trouble {
  if (error instanceof OutsideError && error.trouble.reaction === "stop") return error.trouble;
  throw error;
}

function unreadable({ kind }: Kind, clusterId: string, { code, message }: Trouble): readonly Finding[] {
  // nothing of a provider can be there that the subscription has not registered
  if (code === "MissingSubscriptionRegistration") return [];
  return [unreadableFinding(clusterId, { kind, right: `${kind}/read`, message })];
}

async function nodeResourceGroupOf(wire: ClusterWire, id: string): Promise<string> {
  const { name, location, properties } = await wire.get(id);
  const group = properties["nodeResourceGroup"];
  if (typeof group === "string") return group;
  return defaultNodeResourceGroup({ resourceGroup: parseResourceId(id).resourceGroup, name, location });
}
