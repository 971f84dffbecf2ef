import type { PoolBody } from "./cluster-body.ts";

const leftOutOfPools: Readonly<Record<string, string>> = {
  eTag: "read-only",
  currentOrchestratorVersion: "read-only",
  provisioningState: "read-only",
  status: "read-only",
  nodeImageVersion: "writing it triggers a rollback of the pool",
  powerState: "would create stopped pools",
};

/** The body that writes a pool, or creates one like it, on `version`. */
export const poolOf = (pool: PoolBody, version: string): Record<string, unknown> => ({
  ...without(pool, leftOutOfPools),
  orchestratorVersion: version,
});

export function without(
  body: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names[name] === undefined));
}
