import type { Draw, WorldSeed } from "../joints.ts";
import type { Knowledge } from "./knowledge.ts";
import { permanentLayout } from "./layout.ts";
import { listIn, profileKnowledge } from "./profile-knowledge.ts";
import type { Resource } from "./resource.ts";
import { nameIn } from "./names.ts";
import { idAsAnswered } from "./resource.ts";
import type { ResourceKind } from "./resource-kinds.ts";

/** The control plane's own truth: what a GET answers now, whatever the edges still do. */
export interface Profile {
  readonly id: string;
  /** Sent to origins as X-Azure-FDID. */
  readonly frontDoorId: string;
  body(): Readonly<Record<string, unknown>>;
  /** By its path below the profile; ARM ids do not mind the case. */
  find(path: string): Resource | undefined;
  /** Those of one kind straight below `parentPath` (empty: the profile itself). */
  list(kind: ResourceKind, parentPath: string): readonly Resource[];
  add(resource: Resource): void;
  remove(resource: Resource): void;
  /** All that its writes have said until now. */
  knowledge(): Knowledge;
}

export function createProfile(seed: WorldSeed, draw: Draw): Profile {
  const resources = new Map<string, Resource>();
  const add = (resource: Resource) => void resources.set(resource.path.toLowerCase(), resource);
  for (const resource of permanentLayout(seed, draw)) add(resource);
  const frontDoorId = guid(draw, seed.profileId);

  return {
    id: seed.profileId,
    frontDoorId,
    body: () => profileBody(seed.profileId, frontDoorId),
    find: (path) => resources.get(path.toLowerCase()),
    list: (kind, parentPath) => listIn(resources, kind, parentPath),
    add,
    remove: (resource) => void resources.delete(resource.path.toLowerCase()),
    knowledge: () =>
      profileKnowledge(
        seed.profileId,
        // A resource changes with the next write; what was told of it must not.
        new Map(
          [...resources].map(([key, { kind, name, path, properties }]) => [
            key,
            { kind, name, path, properties },
          ]),
        ),
      ),
  };
}

const profileBody = (id: string, frontDoorId: string) => ({
  id: idAsAnswered(id),
  type: "Microsoft.Cdn/profiles",
  name: nameIn(id),
  location: "Global",
  tags: {},
  kind: "frontdoor",
  sku: { name: "Standard_AzureFrontDoor" },
  properties: {
    // The longest that Front Door allows: slow answers take up to 230 s here.
    originResponseTimeoutSeconds: 240,
    frontDoorId,
    extendedProperties: {},
    resourceState: "Active",
    provisioningState: "Succeeded",
  },
});

function guid(draw: Draw, resourceId: string): string {
  const digit = () => Math.floor(draw("frontDoorId", resourceId) * 16).toString(16);
  const digits = (count: number) => Array.from({ length: count }, digit).join("");
  return [8, 4, 4, 4, 12].map(digits).join("-");
}
