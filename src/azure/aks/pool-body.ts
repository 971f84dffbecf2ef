import type { PoolBody } from "./cluster-body.ts";

const leftOutOfPools: Readonly<Record<string, string>> = {
  eTag: "read-only",
  currentOrchestratorVersion: "read-only",
  provisioningState: "read-only",
  status: "read-only",
  nodeImageVersion: "writing it triggers a rollback of the pool",
  powerState: "would create stopped pools",
};

/** The body that creates a pool like this one, on `version`: with as many nodes as it has now. */
export const newPoolOf = (pool: PoolBody, version: string): Record<string, unknown> => ({
  ...without(pool, leftOutOfPools),
  orchestratorVersion: version,
});

/**
 * The body that writes a pool that is there. Where the autoscaler owns the count it is left out: what was read may be a
 * minute old, and writing it would take nodes away, or be refused ("Cannot manually scale AgentPool", terraform-provider-azurerm#4543).
 * An update need not say it (azure-rest-api-specs#7746).
 */
export const poolOf = (pool: PoolBody, version: string): Record<string, unknown> =>
  pool.enableAutoScaling === true
    ? without(newPoolOf(pool, version), { count: "the autoscaler's" })
    : newPoolOf(pool, version);

export function without(
  body: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names[name] === undefined));
}
