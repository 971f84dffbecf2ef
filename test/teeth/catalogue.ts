import { bugsOfAttached } from "./bugs/attached.ts";
import { bugsOfAdapters } from "./bugs/adapters.ts";
import { bugsOfTheWayBack } from "./bugs/bringing-back.ts";
import { bugsOfCopying } from "./bugs/copying.ts";
import { bugsOfCredentials } from "./bugs/credentials.ts";
import { bugsOfEdges } from "./bugs/edges.ts";
import { bugsOfGuardedWrites } from "./bugs/guarded-writes.ts";
import { bugsOfGuards } from "./bugs/guards.ts";
import { bugsOfHops } from "./bugs/hops.ts";
import { bugsOfPreflight } from "./bugs/preflight.ts";
import { bugsOfRequests } from "./bugs/requests.ts";
import { bugsOfTheStory } from "./bugs/story.ts";
import { bugsOfVersions } from "./bugs/versions.ts";
import { bugsOfTheWatch } from "./bugs/watch.ts";
import type { PlantedByPatch } from "./planted.ts";

/** Every bug that is planted by a patch; each once lived, or is of a kind that once did. */
export const catalogue: readonly PlantedByPatch[] = [
  ...bugsOfGuards,
  ...bugsOfGuardedWrites,
  ...bugsOfTheWatch,
  ...bugsOfTheWayBack,
  ...bugsOfTheStory,
  ...bugsOfRequests,
  ...bugsOfAdapters,
  ...bugsOfAttached,
  ...bugsOfCopying,
  ...bugsOfCredentials,
  ...bugsOfVersions,
  ...bugsOfHops,
  ...bugsOfEdges,
  ...bugsOfPreflight,
];
