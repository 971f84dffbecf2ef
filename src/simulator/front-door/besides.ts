import type { WorldSeed } from "../joints.ts";
import { nameIn } from "./names.ts";
import type { Properties, Resource } from "./resource.ts";
import { isWritable, kindOfPath, writableProperties, type ResourceKind } from "./resource-kinds.ts";

/** What somebody else has laid in the profile: of no concern to the pair, and yet it may lead to its environments. */
export function laidBesides(seed: WorldSeed, endpoint: (name: string) => Properties): readonly Resource[] {
  return (seed.besides ?? []).map(({ path, properties = {} }) => {
    const kind = kindOfPath(path);
    if (kind === undefined) throw new Error(`Nothing can be laid at ${path} of a profile.`);
    const usual = kind === "endpoint" ? endpoint(nameIn(path)) : usualOf(kind);
    return made(kind, path, { ...usual, ...properties });
  });
}

const usualOf = (kind: ResourceKind): Properties =>
  isWritable(kind) ? writableProperties[kind].defaults : {};

/** A resource that was there before anybody looked. */
export function made(kind: ResourceKind, path: string, properties: Properties): Resource {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { kind, name, path, properties, settled: properties, provisioningState: "Succeeded", pending: 0 };
}
