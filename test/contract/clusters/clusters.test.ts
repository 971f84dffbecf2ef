import { aPair, clusterIdOf } from "../../support/a-pair.ts";
import { fakeAzure } from "../../support/fake-azure.ts";
import { clustersContract } from "./clusters-contract.ts";
import { simulatedClusters } from "./simulated-clusters.ts";

clustersContract("the simulated AKS, through Microsoft's own client", async () => simulatedClusters());

clustersContract("the fake in memory", async () => {
  const { clusters } = fakeAzure(aPair()).ports;
  const ids = { blue: clusterIdOf("blue"), green: clusterIdOf("green") };
  return { clusters, ids, pass: async () => undefined };
});
