import { expect, test } from "vitest";
import { renamed } from "../../src/azure/flux/cluster-names.ts";

const names = { COLOR: "green", CLUSTER_NAME: "aks-shop-green" };
const configuration = (postBuild: object | null) => ({
  scope: "cluster",
  kustomizations: { gates: { path: "./gates", prune: true, postBuild } },
});

test("a cloned configuration calls itself by the cluster it is cloned onto", () => {
  const source = configuration({
    substitute: { COLOR: "blue", CLUSTER_NAME: "aks-shop-blue", REGION: "we" },
  });
  expect(renamed(source, names)).toEqual(
    configuration({ substitute: { COLOR: "green", CLUSTER_NAME: "aks-shop-green", REGION: "we" } }),
  );
});

test.for([
  [
    "that takes its variables from elsewhere",
    configuration({ substituteFrom: [{ kind: "ConfigMap", name: "environment" }] }),
  ],
  ["without variables", configuration(null)],
  ["without kustomizations", { scope: "cluster" }],
  ["of another shape", { kustomizations: "none" }],
] as const)("one %s is cloned as it is", ([, source]) => {
  expect(renamed(source, names)).toEqual(source);
});
