import type { Waiver } from "../upgrade/waivers.ts";

/** A fixed position. Which role a color plays alternates with every swap; the color never does. */
export type Color = "blue" | "green";

export const colors = ["blue", "green"] as const satisfies readonly Color[];

export const otherColor = (color: Color): Color => (color === "blue" ? "green" : "blue");

/** How a candidate is reached by our own checks: straight at its origin, or at the edge through its preview endpoint. */
export type Via = "origin" | "preview";

/** One HTTP question asked of an environment; part of the pair file. */
export interface Check {
  readonly name: string;
  readonly path: string;
  /** Sent as Host to the origin only; through the preview endpoint the Host is the endpoint's own name. */
  readonly host: string;
  readonly expectStatus: number;
  readonly latencyMs: number;
  readonly via: readonly Via[];
  /** Headers that it sends, by name in lower case; their values come from app settings and are never in the pair file. */
  readonly headers?: Readonly<Record<string, { readonly setting: string }>> | undefined;
}

/** `healthyAtLeast` of `samples`, one every `intervalSeconds`. */
export interface VerdictPolicy {
  readonly samples: number;
  readonly healthyAtLeast: number;
  readonly intervalSeconds: number;
}

export interface Environment {
  readonly clusterId: string;
  /** Permanent: a rebuilt cluster is reached under the same name. */
  readonly originHost: string;
  readonly address: Address;
}

/** How that name stays right when the cluster is rebuilt. */
export type Address =
  /** A public IP outside the node resource group, pinned by the ingress' Service. */
  | { readonly kind: "staticIp" }
  /** The record set that the name resolves by; `service` (namespace/name) is the ingress that its address is taken from. */
  | { readonly kind: "dns"; readonly recordSetId: string; readonly service: string };

/** Front Door Standard or Premium. */
export interface FrontDoorRouter {
  readonly kind: "frontDoor";
  /** `route`: users are moved by one write of their route. `origin`: by the priority in one group that all routes share. */
  readonly mode: "route" | "origin";
  readonly profileId: string;
  readonly routeIds: readonly string[];
  readonly originGroups: Readonly<Record<Color, string>>;
  /** Only in the mode `origin`: the group that every route of the users points to. */
  readonly sharedGroup?: string | undefined;
  readonly previewEndpoints: Readonly<Record<Color, string>>;
  readonly publicHost: string;
  /** The host name that the ingress is asked with through a preview endpoint, where origins have no host header of their own. */
  readonly previewHosts?: Readonly<Record<Color, string>> | undefined;
}

/** Front Door (classic): one resource, written as a whole. */
export interface ClassicRouter {
  readonly kind: "frontDoorClassic";
  readonly frontDoorId: string;
  readonly routingRule: string;
  readonly backendPools: Readonly<Record<Color, string>>;
  readonly publicHost: string;
}

export type VersionPolicy = "latest" | "n-1" | { readonly pinned: string };

/** A blue and a green environment behind one Front Door route: one pair file, parsed. */
export interface Pair {
  readonly name: string;
  readonly environments: Readonly<Record<Color, Environment>>;
  readonly router: FrontDoorRouter | ClassicRouter;
  readonly deployer: { readonly kind: "flux" } | { readonly kind: "none" };
  readonly versionPolicy: VersionPolicy;
  /** Which version an absent candidate is created on: the active's own (then it climbs), or the target at once. */
  readonly buildAt: "active" | "target";
  /** What a color's cluster has that the other's cannot share: a JSON merge patch of `properties`, pools by their names. */
  readonly overrides?:
    | { readonly [color in Color]?: Readonly<Record<string, unknown>> | undefined }
    | undefined;
  /** How a candidate's node resource group is named, `{cluster}` for its cluster's name; as AKS does without it. */
  readonly nodeResourceGroup?: string | undefined;
  /** ARM ids of user-assigned identities that workloads sign in as, besides those beside the clusters. */
  readonly identities?: readonly string[] | undefined;
  /** Findings that an upgrade goes on in spite of. */
  readonly waivers?: readonly Waiver[] | undefined;
  readonly checks: readonly Check[];
  readonly verdict: VerdictPolicy;
  /** How long edges may go on sending users to an environment whose probes fail. */
  readonly leaveWithinSeconds: number;
  /** Percent of the users for the candidate, rising to 100; `[100]` is a full swap. */
  readonly steps: readonly number[];
  readonly soakMinutes: number;
  readonly quietMinutes: number;
  readonly keepDays: number;
  readonly deadlineDays: number;
  readonly retire: "stop" | "keepRunning";
  readonly approvals: { readonly start: boolean; readonly swap: boolean; readonly delete: boolean };
}

/** The color whose cluster has this resource id; ARM ids differ in case between services. */
export function colorOfCluster(pair: Pair, clusterId: string): Color | undefined {
  return colors.find((color) => pair.environments[color].clusterId.toLowerCase() === clusterId.toLowerCase());
}
