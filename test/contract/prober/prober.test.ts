import { describe, expect, test } from "vitest";
import { asker, type Ask } from "../../../src/azure/probing/ask.ts";
import { httpProber } from "../../../src/azure/probing/prober.ts";
import type { Color, Pair } from "../../../src/domain/environment/pair.ts";
import type { ProbedVia } from "../../../src/workflow/ports.ts";
import { useGatedWorld, type GatedWorld } from "../../simulator/gates/gated-world.ts";
import { aPair } from "../../support/a-pair.ts";
import { handMovedFake } from "../../support/hand-moved-fake.ts";
import { previewsOf } from "../gates/previews-of.ts";
import { proberContract, type ProberSubject } from "./prober-contract.ts";

const sicken = (world: GatedWorld, color: Color) => {
  world.setCluster(color, { state: "stopped", workloadsReady: false });
  world.plane.addFault({ kind: "clusterComesUpSick", color });
  world.setCluster(color, { state: "running", workloadsReady: true });
};

const generous: Pair = aPair({ checks: aPair().checks.map((check) => ({ ...check, latencyMs: 10_000 })) });

async function useRealProber(): Promise<ProberSubject & { readonly world: GatedWorld }> {
  const world = await useGatedWorld();
  await world.passMinutes(5);
  const through = asker({ agent: world.agent });
  // without the proxy no name of the world can be resolved
  let ask: Ask = through;
  const prober = httpProber({
    hosts: previewsOf(world),
    ask: async (question) => ask(question),
    valueOf: () => undefined,
  });
  return {
    world,
    prober,
    pair: generous,
    sicken: (color) => sicken(world, color),
    blind: () => void (ask = asker()),
  };
}

proberContract("the real prober on the simulated Azure, over TLS", useRealProber);

proberContract("the fake in memory", async () => {
  const azure = handMovedFake(aPair());
  return {
    prober: azure.ports.prober,
    pair: aPair(),
    sicken: (color) => void azure.sick.add(color),
    blind: () => {
      azure.unseen.add("blue");
      azure.unseen.add("green");
    },
  };
});

describe("which environment has answered", () => {
  const look = async (subject: ProberSubject, color: Color, via: ProbedVia) => {
    const [check] = subject.pair.checks;
    if (check === undefined) throw new Error("the pair has no check");
    return subject.prober.probe(subject.pair, { color, check, via, at: "2026-11-05T09:00:00Z" });
  };

  test("through its preview each environment passes for itself", async () => {
    const subject = await useRealProber();
    expect(await look(subject, "blue", "preview")).toMatchObject({ outcome: "pass" });
    expect(await look(subject, "green", "preview")).toMatchObject({ outcome: "pass" });
  });

  test("through the public name only the active passes, unless anyone may answer", async () => {
    const subject = await useRealProber();
    expect(await look(subject, "blue", "public")).toMatchObject({ outcome: "pass" });
    expect(await look(subject, "green", "public")).toMatchObject({
      outcome: "fail",
      evidence: "home via public: answered by blue",
    });
    expect(await look(subject, "green", "anyone")).toMatchObject({ outcome: "pass" });
  });

  test("a preview that the standby answers is a failed check, however good the answer", async () => {
    const subject = await useRealProber();
    subject.world.patch("/originGroups/green/origins/blue", { enabledState: "Enabled" });
    await subject.world.passMinutes(30);
    subject.world.setCluster("green", { state: "stopped" });
    await subject.world.passMinutes(5);
    expect(await look(subject, "green", "preview")).toMatchObject({
      outcome: "fail",
      evidence: "home via preview: answered by blue",
    });
  });

  test("a stopped environment fails at its origin", async () => {
    const subject = await useRealProber();
    subject.world.setCluster("green", { state: "stopped" });
    expect(await look(subject, "green", "origin")).toMatchObject({ outcome: "fail" });
  });
});
