import type { Color, Pair } from "../../domain/environment/pair.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { Addresses } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { orAbsent, orTrouble, troubleWith } from "../arm/errors.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { ingressAddress } from "./ingress-address.ts";

/** The record set that an environment's permanent host name resolves by. */
export function dnsAddresses(clients: Clients): Addresses {
  return {
    read: async (pair, color) => {
      const address = addressOf(pair, color);
      const record = await readRecord(clients, address.recordSetId);
      return {
        named: record?.aRecords?.[0]?.ipv4Address ?? null,
        actual: await ingressAddress(clients, { clusterId: pair.environments[color].clusterId, ...address }),
        ttlSeconds: record?.ttl ?? 0,
      };
    },
    write: async (pair, color, to) => {
      const { recordSetId } = addressOf(pair, color);
      const { zone, name, resourceGroup, client } = recordAt(clients, recordSetId);
      const record = await readRecord(clients, recordSetId);
      const wanted = { ...record, ttl: record?.ttl ?? 60, aRecords: [{ ipv4Address: to }] };
      // conditional on what was read: two writers never mix
      const condition = record?.etag === undefined ? { ifNoneMatch: "*" } : { ifMatch: record.etag };
      const written = client.recordSets.createOrUpdate(resourceGroup, zone, name, "A", wanted, condition);
      await written.catch((error: unknown) => {
        throw raced(recordSetId, error);
      });
    },
  };
}

function addressOf(pair: Pair, color: Color) {
  const { address, originHost } = pair.environments[color];
  if (address.kind === "dns") return address;
  throw new TypeError(`${originHost} is a static address, which is never written`);
}

function recordAt(clients: Clients, recordSetId: string) {
  const { subscriptionId, resourceGroup, names } = parseResourceId(recordSetId);
  const [zone = "", name = ""] = names;
  return { zone, name, resourceGroup, client: clients.dns(subscriptionId) };
}

async function readRecord(clients: Clients, recordSetId: string) {
  const { zone, name, resourceGroup, client } = recordAt(clients, recordSetId);
  await orTrouble(recordSetId, client.zones.get(resourceGroup, zone));
  return orAbsent(recordSetId, client.recordSets.get(resourceGroup, zone, name, "A"));
}

/** Somebody wrote the record in between: it is read again. */
function raced(recordSetId: string, error: unknown): OutsideError {
  if ((error as { statusCode?: number }).statusCode !== 412) return troubleWith(recordSetId, error);
  return new OutsideError({
    reaction: "later",
    code: "RECORD_SET_MOVED",
    message: "Somebody else wrote the DNS record in between.",
    resource: recordSetId,
    fix: "It is read again.",
  });
}
