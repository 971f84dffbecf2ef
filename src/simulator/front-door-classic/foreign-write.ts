import type { Properties } from "../front-door/resource.ts";
import { merge } from "../front-door/merge.ts";
import { collections } from "./shape.ts";
import type { Whole } from "./writes.ts";
import { considerWhole } from "./writes.ts";

/**
 * Somebody else's GET, change and whole PUT. The path names one entry, such as `backendPools/blue`; empty: the Front
 * Door itself.
 */
export function foreignWriteTo(
  before: Whole,
  { path, properties }: { readonly path: string; readonly properties: Properties },
): Whole {
  const considered = considerWhole({ ...before, properties: changed(before.properties, path, properties) });
  if (considered.kind === "accepted") return considered.whole;
  throw new Error(`Azure refuses the foreign write: ${JSON.stringify(considered.answer.body)}`);
}

function changed(all: Whole["properties"], path: string, properties: Properties): Properties {
  if (path === "") return merge(all, properties);
  const [collection, name] = path.split("/");
  const known = collections.find((one) => one.toLowerCase() === collection?.toLowerCase());
  const entries: readonly { readonly name: string; readonly properties: Properties }[] =
    known === undefined ? [] : all[known];
  const isMeant = (entry: { readonly name: string }) => entry.name.toLowerCase() === name?.toLowerCase();
  if (known === undefined || !entries.some(isMeant))
    throw new Error(`Nobody can write ${path} of a Front Door (classic).`);
  const written = entries.map((entry) =>
    isMeant(entry) ? { ...entry, properties: merge(entry.properties, properties) } : entry,
  );
  return { ...all, [known]: written };
}
