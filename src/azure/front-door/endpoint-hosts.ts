import type { Color, Pair } from "../../domain/environment/pair.ts";
import type { Clients } from "../arm/clients.ts";
import { orTrouble } from "../arm/errors.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { onFrontDoor, type FrontDoorPair } from "./ids.ts";

/** Asks for the host name of an endpoint of the pair's profile; names never change, so each is asked once. */
export type EndpointHosts = (pair: FrontDoorPair, endpoint: string) => Promise<string>;

export function endpointHosts(clients: Clients): EndpointHosts {
  const known = new Map<string, string>();
  return async (pair, endpoint) => {
    const { subscriptionId, resourceGroup, names } = parseResourceId(pair.router.profileId);
    const id = `${pair.router.profileId}/afdEndpoints/${endpoint}`;
    const asked = async () =>
      orTrouble(id, clients.cdn(subscriptionId).afdEndpoints.get(resourceGroup, names[0] ?? "", endpoint));
    const host = known.get(id) ?? (await asked()).hostName ?? "";
    known.set(id, host);
    return host;
  };
}

export async function previewHost(hosts: EndpointHosts, pair: Pair, color: Color): Promise<string> {
  const known = onFrontDoor(pair);
  return hosts(known, known.router.previewEndpoints[color]);
}

/** The endpoints that the users' routes belong to. */
export async function usersHosts(hosts: EndpointHosts, pair: FrontDoorPair): Promise<readonly string[]> {
  const endpoints = new Set(pair.router.routeIds.map((id) => parseResourceId(id).names[1] ?? ""));
  return Promise.all([...endpoints].map(async (endpoint) => hosts(pair, endpoint)));
}
