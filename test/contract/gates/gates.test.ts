import { describe, expect, test } from "vitest";
import { httpGates } from "../../../src/azure/gates/gates.ts";
import { asker } from "../../../src/azure/probing/ask.ts";
import type { Pair } from "../../../src/domain/environment/pair.ts";
import type { Gates } from "../../../src/workflow/ports.ts";
import { useGatedWorld, type GatedWorld } from "../../simulator/gates/gated-world.ts";
import { aCluster } from "../../support/a-cluster.ts";
import { aPair } from "../../support/a-pair.ts";
import { handMovedFake } from "../../support/hand-moved-fake.ts";
import { gatesContract, type GatesSubject } from "./gates-contract.ts";
import { previewsOf } from "./previews-of.ts";

const gatesIn = (world: GatedWorld): Gates =>
  httpGates({ hosts: previewsOf(world), ask: asker({ agent: world.agent }), valueOf: () => undefined });

const locked: Pair = aPair({ checks: aPair().checks.map((check) => ({ ...check, via: ["preview"] })) });

async function useRealGates(pair: Pair): Promise<GatesSubject> {
  const world = await useGatedWorld();
  // every edge has learned of both groups
  await world.passMinutes(5);
  return {
    gates: gatesIn(world),
    pair,
    record: async (closedGate, epoch) =>
      world.writeRecord({ epoch, operationId: null, hold: null, closedGate }),
    sicken: (color) => world.plane.addFault({ kind: "clusterHealthFails", color }),
    stop: (color) => world.setCluster(color, { state: "stopped" }),
  };
}

gatesContract("the real gates, asked at their origins over TLS", async () => useRealGates(aPair()));

gatesContract("the real gates, asked through the previews of locked origins", async () =>
  useRealGates(locked),
);

gatesContract("the fake in memory", async () => {
  const azure = handMovedFake(aPair());
  const record = async (closedGate: "blue" | "green" | null, epoch: number) => {
    const rest = { operationId: null, hold: null, by: "test", reason: "test", at: "2026-11-05T09:00:00Z" };
    azure.record = { record: { ...rest, epoch, closedGate }, etag: String(epoch) };
  };
  return {
    gates: azure.ports.gates,
    pair: aPair(),
    record,
    sicken: (color) => void (azure.gates[color] = "unhealthy"),
    stop: (color) => void (azure.clusters[color] = aCluster(color, { powerState: "Stopped" })),
  };
});

describe("a locked origin", () => {
  test("whose standby answers in its place has no gate to be heard", async () => {
    const world = await useGatedWorld();
    world.patch("/originGroups/green/origins/blue", { enabledState: "Enabled" });
    await world.passMinutes(30);
    await world.writeRecord({ epoch: 7, operationId: null, hold: null, closedGate: "green" });
    await world.passMinutes(5);
    expect(await gatesIn(world).ask(locked, "green")).toEqual({
      kind: "unreachable",
      why: "blue answers in its place",
    });
  });
});
