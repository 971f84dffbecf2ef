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
      const named = (record?.aRecords ?? []).flatMap(({ ipv4Address }) => ipv4Address ?? []);
      return {
        // several are one text, which equals no ingress: users would meet each of them
        named: named.length === 0 ? null : named.join(between),
        actual: await ingressAddress(clients, { clusterId: pair.environments[color].clusterId, ...address }),
        ttlSeconds: record?.ttl ?? (await absenceSeconds(clients, address.recordSetId)),
      };
    },
    write: async (pair, color, to) => {
      const { recordSetId } = addressOf(pair, color);
      const { zone, name, resourceGroup, client } = recordAt(clients, recordSetId);
      const record = await readRecord(clients, recordSetId);
      const aRecords = to.split(between).map((ipv4Address) => ({ ipv4Address }));
      const wanted = { ...record, ttl: record?.ttl ?? newRecordSeconds, aRecords };
      // conditional on what was read: two writers never mix
      const condition = record?.etag === undefined ? { ifNoneMatch: "*" } : { ifMatch: record.etag };
      const written = client.recordSets.createOrUpdate(resourceGroup, zone, name, "A", wanted, condition);
      await written.catch((error: unknown) => {
        throw raced(recordSetId, error);
      });
    },
  };
}

const between = ", ";
const newRecordSeconds = 60;

/** What Azure DNS sets in the SOA record of a zone. */
const usualAbsenceSeconds = 300;

/** Where there is no record, resolvers go on believing that for as long as the zone's SOA record says. */
async function absenceSeconds(clients: Clients, recordSetId: string): Promise<number> {
  const { zone, resourceGroup, client } = recordAt(clients, recordSetId);
  const soa = await client.recordSets.get(resourceGroup, zone, "@", "SOA").catch(() => undefined);
  const [own, minimum] = [soa?.ttl, soa?.soaRecord?.minimumTtl];
  return own === undefined || minimum === undefined ? usualAbsenceSeconds : Math.min(own, minimum);
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
