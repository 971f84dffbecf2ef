import { expect, test } from "vitest";
import { conditionFindings } from "../../src/domain/upgrade/cluster-findings.ts";
import { clusterIdOf } from "../support/a-pair.ts";

const id = clusterIdOf("blue");
const found = (wanted: Partial<Parameters<typeof conditionFindings>[0]> = {}) =>
  conditionFindings({
    id,
    provisioningState: "Succeeded",
    tags: { team: "shop" },
    pools: [{ name: "system", provisioningState: "Succeeded" }],
    ...wanted,
  }).map(({ code, severity, resource }) => `${severity} ${code} ${resource}`);

test("a cluster at rest that nobody else keeps is nothing to tell of", () => {
  expect(found()).toEqual([]);
  expect(found({ provisioningState: "Failed" })).toEqual([]);
});

test("an operation of somebody else's is told: ours will wait for it", () => {
  expect(found({ provisioningState: "Upgrading" })).toEqual([`warning OPERATION_RUNNING ${id}`]);
});

test("a failed pool is told by its name", () => {
  const pools = [
    { name: "system", provisioningState: "Succeeded" },
    { name: "work", provisioningState: "Failed" },
  ];
  expect(found({ pools })).toEqual([`warning POOL_FAILED ${id}/agentPools/work`]);
});

test.each([
  { managed_by: "Terraform" },
  { "terraform-workspace": "prod" },
  { "azd-env-name": "shop" },
  { source: "infra/aks.bicep" },
])("a mark of whoever keeps it as code is told: %o", (tags) => {
  expect(found({ tags })).toEqual([`warning OWNED_ELSEWHERE ${id}`]);
});
