import { expect, test } from "vitest";
import { doubleRun } from "../../src/domain/upgrade/double-run.ts";
import { makePlan } from "../../src/domain/upgrade/plan.ts";
import { aPair, clusterIdOf } from "../support/a-pair.ts";
import { aRouter } from "../support/a-router.ts";

const pools = [
  { name: "system", version: "1.34.9", nodes: 3 },
  { name: "work", version: "1.34.9", nodes: 10 },
];

test("a plan tells node hours by pool, from the first minute of building to the end of retiring", () => {
  const steps = [
    { phase: "planning", expectedMinutes: 600 },
    { phase: "building", expectedMinutes: 12 },
    { phase: "soaking", expectedMinutes: 60 },
    { phase: "retiring", expectedMinutes: 48 },
  ] as const;
  expect(doubleRun(pools, steps)).toEqual([
    { pool: "system", nodes: 3, hours: 6 },
    { pool: "work", nodes: 10, hours: 20 },
  ]);
});

const cluster = (color: string, nodes: number) => ({
  id: clusterIdOf(color),
  version: "1.34.9",
  pools: [{ name: "system", version: "1.34.9", nodes }],
  provisioningState: "Succeeded",
  powerState: "Running" as const,
  hasFailedPool: false,
  stoppedPools: [],
});
const planWith = (green: ReturnType<typeof cluster> | null) =>
  makePlan(
    aPair(),
    {
      router: aRouter("blue"),
      clusters: { blue: cluster("blue", 3), green },
      offered: ["1.34.9", "1.35.5"].map((version) => ({ version, isPreview: false })),
      closedGate: null,
      activeIsWell: null,
      readiness: [],
      at: null,
    },
    { kind: "upgrade", target: null },
  ).doubleRun;

test("a copy has the active's nodes, a kept cluster its own", () => {
  expect(planWith(null)).toMatchObject([{ pool: "system", nodes: 3 }]);
  expect(planWith(cluster("green", 5))).toMatchObject([{ pool: "system", nodes: 5 }]);
});
