import type { Color, Pair } from "../../domain/environment/pair.ts";
import type { Clients } from "./clients.ts";
import { orTrouble } from "./errors.ts";
import { parseResourceId } from "./resource-id.ts";

/** Asks for the host name of an endpoint of the pair's profile; names never change, so each is asked once. */
export type EndpointHosts = (pair: Pair, endpoint: string) => Promise<string>;

export function endpointHosts(clients: Clients): EndpointHosts {
  const known = new Map<string, string>();
  return async (pair, endpoint) => {
    const { subscriptionId, resourceGroup, names } = parseResourceId(pair.router.profileId);
    const id = `${pair.router.profileId}/afdEndpoints/${endpoint}`;
    const host =
      known.get(id) ??
      (
        await orTrouble(
          id,
          clients.cdn(subscriptionId).afdEndpoints.get(resourceGroup, names[0] ?? "", endpoint),
        )
      ).hostName;
    known.set(id, host ?? "");
    return host ?? "";
  };
}

export const previewHost = async (hosts: EndpointHosts, pair: Pair, color: Color): Promise<string> =>
  hosts(pair, pair.router.previewEndpoints[color]);

/** The endpoint that the users' route belongs to. */
export const usersHost = async (hosts: EndpointHosts, pair: Pair): Promise<string> =>
  hosts(pair, parseResourceId(pair.router.routeIds[0] ?? "").names[1] ?? "");
