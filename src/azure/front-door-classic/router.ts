import type { Router } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { routerOf } from "../router-of.ts";
import { onClassic } from "./ids.ts";
import { inspectClassic } from "./inspect.ts";
import { readEngines } from "./engines.ts";
import { readClassic, routerStateOf } from "./read.ts";
import { beginWrite } from "./write.ts";

/** Front Door (classic): full swap and rollback until it retires. */
export const classicRouter = (clients: Clients): Router =>
  routerOf({
    known: onClassic,
    idOf: (pair) => pair.router.frontDoorId,
    clientOf: (id) => clients.classic(parseResourceId(id).subscriptionId),
    read: async (client, pair) => {
      const body = await readClassic(client, pair);
      return routerStateOf(pair, body, await readEngines(client, pair, body));
    },
    begin: beginWrite,
    inspect: inspectClassic,
  });
