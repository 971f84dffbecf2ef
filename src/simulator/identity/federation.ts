import type { WorldSeed } from "../joints.ts";
import type { WorldIdentity } from "./world-identity.ts";
import { createIdentities, type Identities, type SeededIdentity } from "./identities.ts";
import type { Trusts } from "./sign-in.ts";

interface Issuers {
  readonly issuerOf: (clusterId: string) => string | undefined;
}

/** Those that the world begins with. */
export function seededIdentities(seed: WorldSeed, issuers: Issuers): Identities {
  const identities = createIdentities();
  for (const identity of seed.identities ?? []) identities.seed(seededIdentity(identity, seed, issuers));
  return identities;
}

/** A credential for a cluster that is not there yet cannot have been made: nobody knows its issuer. */
function seededIdentity(
  { id, clientId, credentials }: WorldIdentity,
  { clusters }: WorldSeed,
  { issuerOf }: Issuers,
): SeededIdentity {
  const audiences = ["api://AzureADTokenExchange"];
  return {
    id,
    clientId,
    credentials: credentials.flatMap(({ name, color, subject }) => {
      const issuer = issuerOf(clusters[color]);
      return issuer === undefined ? [] : [{ name, issuer, subject, audiences }];
    }),
  };
}

/** A cluster's tokens are of the issuer that it has when they are shown. */
export const trustIn =
  (identities: Identities, { issuerOf }: Issuers): Trusts =>
  (shown, clientId) => {
    if (!identities.has(clientId)) return true;
    const end = shown.lastIndexOf("/");
    const issuer = issuerOf(shown.slice(0, end));
    return issuer !== undefined && identities.trusts(clientId, { issuer, subject: shown.slice(end + 1) });
  };
