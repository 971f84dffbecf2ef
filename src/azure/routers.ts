import type { Pair } from "../domain/environment/pair.ts";
import type { Router } from "../workflow/ports.ts";
import type { Clients } from "./arm/clients.ts";
import { parseResourceId } from "./arm/resource-id.ts";
import { classicRouter } from "./front-door-classic/router.ts";
import { frontDoorRouter } from "./front-door/router.ts";

/** Each pair's router by its kind. */
export function routers(clients: Clients): Router {
  const byKind = { frontDoor: frontDoorRouter(clients), frontDoorClassic: classicRouter(clients) } as const;
  const of = (pair: Pair): Router => byKind[pair.router.kind];
  return {
    read: async (pair) => of(pair).read(pair),
    begin: async (pair, write) => of(pair).begin(pair, write),
    poll: async (handle) => {
      const isClassic = parseResourceId(handle.resourceId).provider.toLowerCase() === "microsoft.network";
      return byKind[isClassic ? "frontDoorClassic" : "frontDoor"].poll(handle);
    },
    inspect: async (pair) => of(pair).inspect(pair),
    writersSince: async (pair, since) => of(pair).writersSince(pair, since),
  };
}
