import type { Router } from "../../workflow/ports.ts";
import { writersOf } from "../activity-log/writers.ts";
import type { Clients } from "../arm/clients.ts";
import { pollRaw } from "../arm/long-running.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { onClassic } from "./ids.ts";
import { inspectClassic } from "./inspect.ts";
import { readClassic, routerStateOf } from "./read.ts";
import { beginWrite } from "./write.ts";

/** Front Door (classic): full swap and rollback until it retires. */
export function classicRouter(clients: Clients): Router {
  const clientOf = (id: string) => clients.classic(parseResourceId(id).subscriptionId);
  const known = (asked: Parameters<Router["read"]>[0]) => {
    const pair = onClassic(asked);
    return { pair, client: clientOf(pair.router.frontDoorId) };
  };
  return {
    read: async (asked) => {
      const { client, pair } = known(asked);
      return routerStateOf(pair, await readClassic(client, pair));
    },
    begin: async (asked, write) => {
      const { client, pair } = known(asked);
      return beginWrite(client, pair, write);
    },
    poll: async (handle) => pollRaw(clientOf(handle.resourceId), handle),
    inspect: async (asked) => {
      const { client, pair } = known(asked);
      return inspectClassic(client, pair);
    },
    writersSince: async (asked, since) => {
      const { client, pair } = known(asked);
      return writersOf(client, { resourceId: pair.router.frontDoorId, since });
    },
  };
}
