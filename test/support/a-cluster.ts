import type { Color } from "../../src/domain/environment/pair.ts";
import type { Cluster } from "../../src/workflow/ports.ts";
import { clusterIdOf } from "./a-pair.ts";

export const aCluster = (color: Color, wanted: Partial<Cluster> = {}): Cluster => ({
  id: clusterIdOf(color),
  name: `aks-shop-${color}`,
  location: "westeurope",
  provisioningState: "Succeeded",
  powerState: "Running",
  version: "1.34.9",
  supportPlan: "KubernetesOfficial",
  oidcIssuer: `https://issuer.example/${color}`,
  pools: [
    {
      name: "system",
      mode: "System",
      count: 3,
      version: "1.34.9",
      provisioningState: "Succeeded",
      powerState: "Running",
    },
  ],
  tags: {},
  ...wanted,
});
