import type { CdnManagementClient } from "@azure/arm-cdn";
import type { Clients } from "../../src/azure/arm/clients.ts";
import { frontDoorRouter } from "../../src/azure/front-door/router.ts";
import type { Pair } from "../../src/domain/environment/pair.ts";
import type { Router } from "../../src/workflow/ports.ts";
import { aPair } from "./a-pair.ts";
import { scriptedArm } from "./scripted-arm.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A Front Door profile as ARM answers it, list by list: each path below the profile with its resources by name. */
export type ProfileLists = Record<string, Record<string, Json>>;

const { router } = aPair();
const profileId = router.kind === "frontDoor" ? router.profileId : "";

export const groupRef = (name: string): Json => ({ id: `${profileId}/originGroups/${name}` });
export const ruleSetRef = (name: string): Json => ({ id: `${profileId}/ruleSets/${name}` });

export const aRoute = (group: string, wanted: Json = {}): Json => ({
  originGroup: groupRef(group),
  enabledState: "Enabled",
  ruleSets: [],
  cacheConfiguration: null,
  ...wanted,
});

export const anOrigin = (host: string, priority: number, enabledState = "Enabled"): Json => ({
  hostName: host,
  originHostHeader: "www.shop.example",
  priority,
  weight: 1000,
  enabledState,
  sharedPrivateLinkResource: null,
});

export const anOriginGroup = (balancing: Json = {}, probe: Json = {}): Json => ({
  loadBalancingSettings: {
    sampleSize: 4,
    successfulSamplesRequired: 3,
    additionalLatencyInMilliseconds: 50,
    ...balancing,
  },
  healthProbeSettings: {
    probePath: "/.well-known/environment",
    probeRequestType: "GET",
    probeProtocol: "Https",
    probeIntervalInSeconds: 15,
    ...probe,
  },
  sessionAffinityState: "Disabled",
});

const endpoint = { enabledState: "Enabled" };
const [blue, green] = ["blue.shop.example", "green.shop.example"];

/** The layout of the docs at rest, users on blue: by their route, or by priority in the group `users`. */
export function aProfile(mode: "route" | "origin" = "route"): ProfileLists {
  const origins = (own: string, other: string) => ({
    own: anOrigin(own, 1),
    other: anOrigin(other, 2, "Disabled"),
  });
  const shared = { blue: anOrigin(blue, 2), green: anOrigin(green, 3, "Disabled") };
  return {
    afdEndpoints: { shop: endpoint, "preview-blue": endpoint, "preview-green": endpoint },
    originGroups: {
      blue: anOriginGroup(),
      green: anOriginGroup(),
      ...(mode === "origin" ? { users: anOriginGroup() } : {}),
    },
    "originGroups/blue/origins": origins(blue, green),
    "originGroups/green/origins": origins(green, blue),
    "originGroups/users/origins": shared,
    "afdEndpoints/shop/routes": { shop: aRoute(mode === "origin" ? "users" : "blue") },
    "afdEndpoints/preview-blue/routes": { preview: aRoute("blue") },
    "afdEndpoints/preview-green/routes": { preview: aRoute("green") },
    securityPolicies: {},
  };
}

export const pairInMode = (mode: "route" | "origin"): Pair =>
  mode === "route" ? aPair() : aPair({ router: { ...router, mode, sharedGroup: "users" } as Pair["router"] });

/** Our adapter on that profile; its writes are kept and change nothing. */
export function routerOn(lists: ProfileLists): {
  readonly router: Router;
  readonly asked: readonly string[];
  readonly written: unknown[];
} {
  const asked: string[] = [];
  const written: unknown[] = [];
  const { client } = scriptedArm(({ url, method, body }) => {
    const path = decodeURIComponent(new URL(url).pathname);
    asked.push(`${method} ${path}`);
    if (method !== "GET") {
      written.push(JSON.parse(body as string));
      return { status: 202 };
    }
    const below = path.slice(profileId.length).replace(/^\//, "");
    if (below === "") return { status: 200, body: { sku: { name: "Premium_AzureFrontDoor" } } };
    const list = lists[below];
    if (list === undefined)
      return { status: 404, body: { error: { code: "ResourceNotFound", message: `no ${below}` } } };
    const value = Object.entries(list).map(([name, properties]) => ({
      id: `${path}/${name}`,
      name,
      properties,
    }));
    return { status: 200, body: { value } };
  });
  const clients = { cdn: () => client as CdnManagementClient } as unknown as Clients;
  return { router: frontDoorRouter(clients), asked, written };
}
