import { z } from "zod";
import type { Color, Pair } from "../../domain/environment/pair.ts";
import type { Clients } from "../arm/clients.ts";
import { parsedAs } from "../arm/errors.ts";
import { sendRaw } from "../arm/raw.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { onFrontDoor, type FrontDoorPair } from "./ids.ts";

/** Asks for the host name of an endpoint of the pair's profile; names never change, so each is asked once. */
export type EndpointHosts = (pair: FrontDoorPair, endpoint: string) => Promise<string>;

const Endpoint = z.looseObject({ properties: z.looseObject({ hostName: z.string().min(1) }) });

export function endpointHosts(clients: Pick<Clients, "cdn">): EndpointHosts {
  const known = new Map<string, string>();
  return async (pair, endpoint) => {
    const id = `${pair.router.profileId}/afdEndpoints/${endpoint}`;
    const asked = async () => {
      const client = clients.cdn(parseResourceId(id).subscriptionId);
      const { body } = await sendRaw(client, { method: "GET", target: id, resource: id });
      // an answer without the name is no name: remembered, it would be wrong for ever
      return parsedAs(Endpoint, body, id).properties.hostName;
    };
    const host = known.get(id) ?? (await asked());
    known.set(id, host);
    return host;
  };
}

export async function previewHost(hosts: EndpointHosts, pair: Pair, color: Color): Promise<string> {
  const known = onFrontDoor(pair);
  return hosts(known, known.router.previewEndpoints[color]);
}
