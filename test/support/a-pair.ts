import type { Pair } from "../../src/domain/environment/pair.ts";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers";
const profileId = `${group}/Microsoft.Cdn/profiles/fd-shop`;

export const clusterIdOf = (color: string): string =>
  `${group}/Microsoft.ContainerService/managedClusters/aks-shop-${color}`;

/** A pair as its file has it; say only what matters to the test. */
export function aPair(wanted: Partial<Pair> = {}): Pair {
  return {
    name: "shop",
    environments: {
      blue: {
        clusterId: clusterIdOf("blue"),
        originHost: "blue.shop.example",
        address: { kind: "staticIp" },
      },
      green: {
        clusterId: clusterIdOf("green"),
        originHost: "green.shop.example",
        address: { kind: "staticIp" },
      },
    },
    router: {
      kind: "frontDoor",
      mode: "route",
      profileId,
      routeIds: [`${profileId}/afdEndpoints/shop/routes/shop`],
      originGroups: { blue: "blue", green: "green" },
      previewEndpoints: { blue: "preview-blue", green: "preview-green" },
      publicHost: "www.shop.example",
    },
    deployer: { kind: "flux" },
    versionPolicy: "latest",
    buildAt: "active",
    checks: [
      {
        name: "home",
        path: "/",
        host: "www.shop.example",
        expectStatus: 200,
        latencyMs: 500,
        via: ["origin", "preview"],
      },
    ],
    verdict: { samples: 10, healthyAtLeast: 9, intervalSeconds: 15 },
    leaveWithinSeconds: 60,
    steps: [100],
    soakMinutes: 60,
    quietMinutes: 10,
    keepDays: 7,
    deadlineDays: 30,
    retire: "stop",
    approvals: { start: false, swap: false, delete: true },
    ...wanted,
  };
}
