import type { ArmAnswer, Draw, LongRunningOperations } from "../joints.ts";
import type { Delta } from "./knowledge.ts";
import type { Profile } from "./profile.ts";
import type { Properties, Resource } from "./resource.ts";
import { resourceBody } from "./resource.ts";
import type { WritableKind } from "./resource-kinds.ts";

/** A write that Front Door's rules allow. */
export interface WriteOrder {
  readonly operationId: string;
  readonly kind: WritableKind;
  /** Path below the profile. */
  readonly path: string;
  readonly properties: Properties;
  /** What of them this write has set. */
  readonly written: Properties;
}

/**
 * Accepts writes as Front Door does: the new values are read back at once with provisioningState Updating, ARM's
 * operation ends within 30 to 90 s, and a second write during the first is accepted too. `onChange` is told of every
 * new truth of the control plane, with what was written; there is no ETag that could refuse one.
 */
export function createWriteDesk(options: {
  readonly profile: Profile;
  readonly draw: Draw;
  readonly operations: LongRunningOperations;
  readonly onChange: (write: Delta) => void;
}): (order: WriteOrder) => ArmAnswer {
  const { profile, draw, operations, onChange } = options;

  return (order) => {
    const before = profile.find(order.path);
    const resource = before ?? newResource(order);
    if (before === undefined) profile.add(resource);
    resource.properties = order.properties;
    resource.provisioningState = before === undefined ? "Creating" : "Updating";
    resource.pending += 1;
    onChange({ path: order.path, properties: order.written });

    const resourceId = `${profile.id}/${resource.path}`;
    const headers = operations.begin({
      provider: "Microsoft.Cdn",
      operationId: order.operationId,
      resourceId,
      durationMs: 30_000 + Math.round(60_000 * draw("armOperation", resourceId.toLowerCase())),
      succeed: () => {
        ended(resource, "Succeeded");
        resource.settled = order.properties;
      },
      fail: () => {
        ended(resource, "Failed");
        // A later write has the last word; only what this one wrote is taken back.
        if (resource.properties !== order.properties) return;
        if (resource.settled === undefined) profile.remove(resource);
        else resource.properties = resource.settled;
        onChange({ path: order.path, properties: resource.settled });
      },
    });
    return { status: before === undefined ? 201 : 202, headers, body: resourceBody(profile.id, resource) };
  };
}

function ended(resource: Resource, state: "Succeeded" | "Failed"): void {
  resource.pending -= 1;
  if (resource.pending === 0) resource.provisioningState = state;
}

const newResource = (order: WriteOrder): Resource => ({
  kind: order.kind,
  name: order.path.slice(order.path.lastIndexOf("/") + 1),
  path: order.path,
  properties: order.properties,
  settled: undefined,
  provisioningState: "Creating",
  pending: 0,
});
