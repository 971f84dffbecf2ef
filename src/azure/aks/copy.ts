import { unheld } from "./capacity.ts";
import type { ClusterBody } from "./cluster-body.ts";
import { newPoolOf, poolOf, without } from "./pool-body.ts";

/**
 * What a copy does not take over, and why (read-only by the 2026-04-01 types unless said otherwise). Everything
 * else is copied as it is on the wire.
 */
const leftOut: Readonly<Record<string, string>> = {
  provisioningState: "read-only",
  powerState: "read-only",
  currentKubernetesVersion: "read-only",
  maxAgentPools: "read-only",
  fqdn: "read-only",
  privateFQDN: "read-only",
  azurePortalFQDN: "read-only",
  resourceUID: "read-only",
  status: "read-only",
  privateLinkResources: "belongs to the source",
  nodeResourceGroup: "must be new for every cluster",
  fqdnSubdomain: "must be new for every cluster",
  identityProfile: "the automatic kubelet identity lives and dies with the source",
  servicePrincipalProfile: "only the marker of a managed identity",
  windowsProfile: "its password is never returned",
};

/** The body that creates a copy on `version`, every pool on the same. */
export function copyOf(
  source: ClusterBody,
  request: { name: string; version: string; tags: Record<string, string> },
): object {
  const { location, sku, identity, extendedLocation } = source;
  const properties = without(source.properties, leftOut);
  return {
    location,
    ...(sku === undefined ? {} : { sku }),
    ...(extendedLocation === undefined ? {} : { extendedLocation }),
    identity: identityOf(identity),
    tags: { ...source.tags, ...request.tags },
    properties: {
      ...properties,
      oidcIssuerProfile: withoutKey(properties["oidcIssuerProfile"], "issuerURL"),
      dnsPrefix: `${request.name}-dns`.slice(0, 54),
      kubernetesVersion: request.version,
      agentPoolProfiles: source.properties.agentPoolProfiles.map((pool) =>
        newPoolOf(unheld(pool), request.version),
      ),
    },
  };
}

/** The body that writes `source` back with another control-plane version and every pool held where it is. */
export function withControlPlane(source: ClusterBody, version: string): object {
  const { location, sku, identity, tags } = source;
  return {
    location,
    ...(sku === undefined ? {} : { sku }),
    identity: identityOf(identity),
    tags,
    properties: {
      ...without(source.properties, { ...leftOut, ...keptOnUpdate }),
      ...pick(source.properties, Object.keys(keptOnUpdate)),
      oidcIssuerProfile: withoutKey(source.properties["oidcIssuerProfile"], "issuerURL"),
      kubernetesVersion: version,
      // a PUT whose pools have no version of their own takes them up as well (Azure/AKS#2880)
      agentPoolProfiles: source.properties.agentPoolProfiles.map((pool) =>
        poolOf(pool, pool.currentOrchestratorVersion ?? pool.orchestratorVersion ?? version),
      ),
    },
  };
}

/** Create-only things that a copy must change and an update must repeat. */
const keptOnUpdate: Readonly<Record<string, string>> = {
  nodeResourceGroup: "create-only",
  fqdnSubdomain: "create-only",
  identityProfile: "its own",
  servicePrincipalProfile: "its own",
  windowsProfile: "its own",
};

/** Principal ids are read-only: a system-assigned identity is made anew, a user-assigned one is named again. */
function identityOf(identity: unknown): object {
  const { type, userAssignedIdentities } = (identity ?? {}) as {
    type?: string;
    userAssignedIdentities?: object;
  };
  const named = Object.keys(userAssignedIdentities ?? {}).map((id) => [id, {}] as const);
  return {
    type: type ?? "SystemAssigned",
    ...(named.length > 0 ? { userAssignedIdentities: Object.fromEntries(named) } : {}),
  };
}

function withoutKey(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? without(value as Record<string, unknown>, { [key]: "read-only" })
    : value;
}

function pick(body: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]] as const])),
  );
}
