import { aPair } from "../../support/a-pair.ts";
import { fakeDeployer } from "../../support/fake-deployer.ts";
import { deployerContract } from "./deployer-contract.ts";
import { simulatedDeployer } from "./simulated-deployer.ts";

deployerContract("Flux, on the simulated Azure through Microsoft's own client", simulatedDeployer);

deployerContract("the fake in memory", async () => {
  const fake = fakeDeployer();
  return {
    deployer: fake.deployer,
    pair: aPair(),
    end: async () => fake.end(),
    pass: async () => fake.follow(),
    release: async (name) => void (fake.on.blue.told = name),
    empty: async () => void Object.assign(fake.on.green, { told: null, has: null }),
    stop: async (color) => void fake.stopped.add(color),
    told: async (color) => ({ release: fake.on[color].told ?? "", color }),
    writes: () => fake.writes.length,
  };
});
