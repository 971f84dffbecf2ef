import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FrontDoorRouter, Pair } from "../../src/domain/environment/pair.ts";
import { parsePairFile } from "../../src/pair-files.ts";
import { behindClassic } from "../../src/rehearsal/pair-variants.ts";

const sample = join(import.meta.dirname, "../../pairs/shop.json");

export const shop: Pair = parsePairFile(readFileSync(sample, "utf8"), sample);

const group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups";
const profileId = `${group}/RG-Edge/providers/Microsoft.Cdn/profiles/afd-corp`;
const cluster = (inGroup: string, name: string): string =>
  `${group}/${inGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;

const corporate: FrontDoorRouter = {
  kind: "frontDoor",
  mode: "route",
  profileId,
  routeIds: [`${profileId}/afdEndpoints/orders/routes/default-route`],
  originGroups: { blue: "og-east", green: "og-west" },
  previewEndpoints: { blue: "pv-east", green: "pv-west" },
  publicHost: "orders.contoso-prod.com",
};

/** Nothing is named as in the sample. */
const orders: Pair = {
  ...shop,
  name: "orders-eu",
  environments: {
    blue: {
      clusterId: cluster("RG-Prod-A", "k8s-east"),
      originHost: "a.orders.contoso-prod.com",
      address: { kind: "staticIp" },
    },
    green: {
      clusterId: cluster("RG-Prod-B", "k8s-west"),
      originHost: "b.orders.contoso-prod.com",
      address: { kind: "staticIp" },
    },
  },
  router: corporate,
};

/** Pairs that are valid and unlike the sample. */
export const odd = {
  "names of its own": orders,
  "origin mode, two routes, approvals": {
    ...orders,
    router: {
      ...corporate,
      mode: "origin",
      sharedGroup: "og-users",
      routeIds: ["default-route", "api"].map((name) => `${profileId}/afdEndpoints/orders/routes/${name}`),
    },
    approvals: { start: true, swap: true, delete: true },
  },
  steps: { ...shop, steps: [10, 100] },
  "preview only": { ...shop, checks: shop.checks.map((check) => ({ ...check, via: ["preview"] as const })) },
  "without a deployer": { ...shop, deployer: { kind: "none" } },
  "one minor behind": { ...shop, versionPolicy: "n-1" },
  "kept running, for no day": { ...shop, retire: "keepRunning", keepDays: 0 },
  classic: behindClassic(shop),
} as const satisfies Readonly<Record<string, Pair>>;
