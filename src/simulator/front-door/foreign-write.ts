import type { Profile } from "./profile.ts";
import { kindOfPath, isWritable } from "./resource-kinds.ts";
import type { Properties } from "./resource.ts";
import { considerWrite } from "./writes.ts";
import type { WriteOrder } from "./write-orders.ts";

/** The write of somebody who does not ask here; what does not exist yet is made. Azure's rules hold for everybody. */
export function foreignWriteTo(
  profile: Profile,
  { path, properties }: { readonly path: string; readonly properties: Properties },
): WriteOrder {
  const kind = kindOfPath(path);
  if (kind === undefined || !isWritable(kind)) throw new Error(`Nobody can write ${path} of a profile.`);
  const current = profile.find(path);
  const wish = { kind, path, isPatch: current !== undefined, body: { properties } };
  const considered = considerWrite(profile, wish, current);
  if (considered.kind === "refused") {
    throw new Error(`Azure refuses the foreign write: ${JSON.stringify(considered.answer.body)}`);
  }
  return { ...considered, kind, path, operationId: "ForeignWrite" };
}
