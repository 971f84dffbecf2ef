import type { Pair } from "../../domain/environment/pair.ts";
import type { Router } from "../../workflow/ports.ts";
import { writersOf } from "../activity-log/writers.ts";
import type { Clients } from "../arm/clients.ts";
import { pollRaw } from "../arm/long-running.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { onFrontDoor } from "./ids.ts";
import { inspectFrontDoor } from "./inspect.ts";
import { readFrontDoor, routerStateOf } from "./read.ts";
import { beginWrite } from "./write.ts";

/** Front Door Standard and Premium, whether users are moved by their route or by an origin's priority. */
export function frontDoorRouter(clients: Clients): Router {
  const clientOf = (id: string) => clients.cdn(parseResourceId(id).subscriptionId);
  const known = (pair: Pair) => {
    const found = onFrontDoor(pair);
    return { pair: found, client: clientOf(found.router.profileId) };
  };
  return {
    read: async (asked) => {
      const { client, pair } = known(asked);
      return routerStateOf(pair, await readFrontDoor(client, pair));
    },
    begin: async (asked, write) => {
      const { client, pair } = known(asked);
      return beginWrite(client, pair, write);
    },
    poll: async (handle) => pollRaw(clientOf(handle.resourceId), handle),
    inspect: async (asked) => {
      const { client, pair } = known(asked);
      return inspectFrontDoor(client, pair);
    },
    writersSince: async (asked, since) => {
      const { client, pair } = known(asked);
      return writersOf(client, { resourceId: pair.router.profileId, since });
    },
  };
}
