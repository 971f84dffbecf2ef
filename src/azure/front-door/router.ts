import type { Router } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { routerOf } from "../router-of.ts";
import { onFrontDoor } from "./ids.ts";
import { inspectFrontDoor } from "./inspect.ts";
import { readProfile } from "./profile.ts";
import { routerStateOf } from "./read.ts";
import { beginWrite } from "./write.ts";

/** Front Door Standard and Premium, whether users are moved by their route or by an origin's priority. */
export const frontDoorRouter = (clients: Clients): Router =>
  routerOf({
    known: onFrontDoor,
    idOf: (pair) => pair.router.profileId,
    clientOf: (id) => clients.cdn(parseResourceId(id).subscriptionId),
    read: async (client, pair) => routerStateOf(pair, await readProfile(client, pair)),
    begin: beginWrite,
    inspect: inspectFrontDoor,
  });
