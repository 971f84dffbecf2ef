import { copiedKinds, type CopiedKind } from "../../../domain/upgrade/attached.ts";
import { OutsideError } from "../../../workflow/errors.ts";
import type { Begun } from "../../../workflow/ports.ts";
import { beginRaw, begun, isBusy, underWay } from "../../arm/long-running.ts";
import { withoutNulls, type JsonObject } from "../copying/paths.ts";
import { stop, type ClusterWire } from "../cluster-wire.ts";
import { copiedKindOf, type Kind } from "./kinds.ts";
import { bodiesOf } from "./list.ts";
import type { AttachedBody } from "./wire.ts";

/** What Azure fills in itself. */
const readOnly: ReadonlySet<string> = new Set(["provisioningState", "metadata"]);

interface Way {
  readonly from: string;
  readonly to: string;
}

/** Kinds of which `from` has something that `to` lacks, or has not finished. */
export async function lackingAttached(wire: ClusterWire, way: Way): Promise<readonly CopiedKind[]> {
  const lacks = await Promise.all(copiedKinds.map(async (kind) => isLacking(wire, { ...way, kind })));
  return copiedKinds.filter((_, nth) => lacks[nth] === true);
}

async function isLacking(wire: ClusterWire, { kind, ...way }: Way & { kind: CopiedKind }): Promise<boolean> {
  try {
    return (await nextOf(wire, { ...way, kind: copiedKindOf(kind) })) !== undefined;
  } catch (error) {
    if (error instanceof OutsideError && error.trouble.reaction === "stop") return false;
    throw error;
  }
}

/**
 * Writes the next one of that kind that `from` has and `to` lacks; `done` when it lacks none. One that is there is left
 * as it is, whoever has made it: a policy may have been faster.
 */
export async function beginCopyAttached(
  wire: ClusterWire,
  { kind: name, ...way }: Way & { readonly kind: CopiedKind },
): Promise<Begun> {
  const kind = copiedKindOf(name);
  const next = await nextOf(wire, { ...way, kind });
  if (next === undefined) return { kind: "done" };
  const target = `${way.to}${kind.path}/${next.body.name}`;
  if (next.there === undefined) {
    const body = { properties: settingsOf(next.body) };
    return begun(await beginRaw(wire.client(way.to), { method: "PUT", target, resource: target, body }));
  }
  const state = stateOf(next.there);
  if (isBusy(state)) return underWay(target);
  throw hasFailed(target, state);
}

/** The first that is not there whole; a cluster that is gone has nothing to give. */
async function nextOf(
  wire: ClusterWire,
  { from, to, kind }: Way & { kind: Kind },
): Promise<{ body: AttachedBody; there: AttachedBody | undefined } | undefined> {
  if ((await wire.read(from)) === undefined) return undefined;
  const found = await bodiesOf(wire, kind, from);
  if (found.length === 0) return undefined;
  const atTarget = await bodiesOf(wire, kind, to);
  return found
    .map((body) => ({
      body,
      there: atTarget.find(({ name }) => name.toLowerCase() === body.name.toLowerCase()),
    }))
    .find(({ there }) => there === undefined || stateOf(there).toLowerCase() !== "succeeded");
}

const settingsOf = ({ properties }: AttachedBody): JsonObject =>
  withoutNulls(
    Object.fromEntries(Object.entries(properties).filter(([name]) => !readOnly.has(name))),
  ) as JsonObject;

/** One without a state of its own is there at once. */
function stateOf({ properties }: AttachedBody): string {
  const state = properties["provisioningState"];
  return typeof state === "string" ? state : "Succeeded";
}

const hasFailed = (id: string, state: string) =>
  stop("ATTACHED_FAILED", id, {
    message: `It was created, but its provisioning state is ${state}.`,
    fix: "Delete it and create it again as the active cluster has it.",
  });
