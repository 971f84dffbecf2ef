import type { FederatedIdentityCredential } from "@azure/arm-msi";
import { colors, type Pair } from "../../domain/environment/pair.ts";
import type { Credential, FederatedIdentity } from "../../domain/upgrade/credentials.ts";
import type { Identities } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { orAbsent, orTrouble } from "../arm/errors.ts";
import { parseResourceId } from "../arm/resource-id.ts";

/** User-assigned identities, and the federated credentials by which workloads sign in as them. */
export function federatedIdentities(clients: Clients): Identities {
  const at = (identityId: string) => {
    const { subscriptionId, resourceGroup, names } = parseResourceId(identityId);
    const { federatedIdentityCredentials: credentials } = clients.identities(subscriptionId);
    return { credentials, resourceGroup, identity: names[0] ?? "" };
  };
  const read = async (id: string): Promise<FederatedIdentity> => {
    const { credentials, resourceGroup, identity } = at(id);
    const found = await orTrouble(id, all(credentials.list(resourceGroup, identity)));
    return { id, credentials: found.map(credentialOf) };
  };
  return {
    list: async (pair) => {
      const found: FederatedIdentity[] = [];
      for (const id of await idsOf(clients, pair)) found.push(await read(id));
      return found;
    },
    write: async (identityId, { name, issuer, subject, audiences }) => {
      const { credentials, resourceGroup, identity } = at(identityId);
      const body = { issuer, subject, audiences: [...audiences] };
      await orTrouble(identityId, credentials.createOrUpdate(resourceGroup, identity, name, body));
    },
    remove: async (identityId, name) => {
      const { credentials, resourceGroup, identity } = at(identityId);
      await orAbsent(identityId, credentials.delete(resourceGroup, identity, name));
    },
  };
}

/** Those that the pair file names, and those beside its clusters; each once, however it is spelled. */
async function idsOf(clients: Clients, pair: Pair): Promise<readonly string[]> {
  const ids = new Map((pair.identities ?? []).map((id) => [id.toLowerCase(), id]));
  const places = new Map(
    colors
      .map((color) => parseResourceId(pair.environments[color].clusterId))
      .map((place) => [`${place.subscriptionId}/${place.resourceGroup}`.toLowerCase(), place]),
  );
  for (const { id, subscriptionId, resourceGroup } of places.values()) {
    const { userAssignedIdentities } = clients.identities(subscriptionId);
    const found = await orTrouble(id, all(userAssignedIdentities.listByResourceGroup(resourceGroup)));
    for (const { id: own = "" } of found) ids.set(own.toLowerCase(), own);
  }
  return [...ids.values()];
}

async function all<Item>(pages: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

const credentialOf = ({ name, issuer, subject, audiences }: FederatedIdentityCredential): Credential => ({
  name: name ?? "",
  issuer: issuer ?? "",
  subject: subject ?? "",
  audiences: audiences ?? [],
});
