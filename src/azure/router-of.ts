import type { Pair } from "../domain/environment/pair.ts";
import type { RouterState } from "../domain/swap/layout.ts";
import type { RouterWrite } from "../domain/swap/protocol.ts";
import type { RouterInspection } from "../domain/upgrade/inspection.ts";
import type { Handle, Router } from "../workflow/ports.ts";
import { writersOf } from "./activity-log/writers.ts";
import type { HasPipeline } from "./arm/clients.ts";
import { pollRaw } from "./arm/long-running.ts";

/** What one kind of router knows of itself; everything else is the same for all. */
export interface RouterParts<Known extends Pair, Client extends HasPipeline> {
  /** The pair as one of this kind; throws for any other. */
  readonly known: (pair: Pair) => Known;
  /** The one resource that everything of this router is, or is below. */
  readonly idOf: (pair: Known) => string;
  readonly clientOf: (resourceId: string) => Client;
  readonly read: (client: Client, pair: Known) => Promise<RouterState>;
  readonly begin: (client: Client, pair: Known, write: RouterWrite) => Promise<Handle>;
  readonly inspect: (client: Client, pair: Known) => Promise<RouterInspection>;
}

export function routerOf<Known extends Pair, Client extends HasPipeline>(
  parts: RouterParts<Known, Client>,
): Router {
  const { known, idOf, clientOf, read, begin, inspect } = parts;
  const clientFor = (pair: Known) => clientOf(idOf(pair));
  return {
    read: async (pair) => read(clientFor(known(pair)), known(pair)),
    begin: async (pair, write) => begin(clientFor(known(pair)), known(pair), write),
    poll: async (handle) => pollRaw(clientOf(handle.resourceId), handle),
    inspect: async (pair) => inspect(clientFor(known(pair)), known(pair)),
    writersSince: async (pair, since) => {
      const resourceId = idOf(known(pair));
      return writersOf(clientOf(resourceId), { resourceId, since });
    },
  };
}
