/**
 * Every joint between the simulator's folders, on one page. No product code here or below: two independent
 * readings of Azure's specifications are what make a rehearsal evidence.
 */

import type { OwnersClusters } from "./aks/owners-clusters.ts";

export type Color = "blue" | "green";

/** The simulated Azure's time. Only the clock authority moves it; nothing else may wait. */
export interface Agenda {
  /** Milliseconds since the epoch, virtual. */
  now(): number;
  /** Fires at `dueMs`; what is due at one time fires in the order of the resource ids. The answer cancels. */
  at(dueMs: number, resourceId: string, fire: () => void): () => void;
}

/**
 * A number in [0, 1): hash(seed, what, resource id, n-th draw of that kind for that resource). Never a shared
 * stream, so what one resource draws cannot depend on the order in which others were asked.
 */
export type Draw = (what: string, resourceId: string) => number;

export interface ArmRequest {
  readonly method: string;
  /** Decoded path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, undefined without a body. */
  readonly body: unknown;
}

export interface ArmAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined = no body. */
  readonly body?: unknown;
}

/** One ARM operation that a provider understands, named as the OpenAPI documents name it. */
export interface ArmOperation {
  readonly operationId: string;
  /** As in the request's path, case kept. */
  readonly resourceId: string;
  readonly isWrite: boolean;
  readonly answer: () => ArmAnswer;
}

export interface ArmProvider {
  /** undefined: the path is not this provider's. */
  find(request: ArmRequest): ArmOperation | undefined;
}

export interface OperationOrder {
  /** Such as `Microsoft.Cdn`; it decides the shape of the status URL. */
  readonly provider: string;
  readonly operationId: string;
  readonly resourceId: string;
  readonly durationMs: number;
  /** Called once, at the end, unless a fault makes it fail or never end. */
  readonly succeed: () => void;
  readonly fail: (code: string, message: string) => void;
}

export interface LongRunningOperations {
  /** Begins it and gives the headers of the 201/202: Azure-AsyncOperation, Location, Retry-After. */
  begin(order: OperationOrder): Readonly<Record<string, string>>;
}

/** What stands behind an origin's address right now. */
export interface ServingCluster {
  readonly color: Color;
  readonly clusterId: string;
  readonly name: string;
  readonly version: string;
  readonly state: "absent" | "stopped" | "running";
  /** The ingress answers application paths only when its workloads are there. */
  readonly workloadsReady: boolean;
}

export interface ClusterDirectory {
  serving(color: Color): ServingCluster;
  /** Called after any change of what `serving` would answer. */
  onChange(listener: (color: Color) => void): void;
}

/** The names and numbers of the rehearsed pair: plain data, made from a pair file by whoever starts the simulator. */
export interface WorldSeed {
  readonly pair: string;
  readonly location: string;
  readonly clusters: Readonly<Record<Color, string>>;
  readonly originHosts: Readonly<Record<Color, string>>;
  /**
   * route: the users' routes point to a color's group, each of which holds both origins. origin: they point to one
   * shared group, and the groups of the colors serve the previews only. classic: a Front Door (classic), no profile.
   */
  readonly layout: "route" | "origin" | "classic";
  readonly profileId: string;
  /** All are users' routes, on one endpoint; the first is the main one. Of classic only the name of the first counts. */
  readonly routeIds: readonly string[];
  /** Names of origin groups and preview endpoints within the profile. */
  readonly originGroups: Readonly<Record<Color, string>>;
  /** The one group of the layout "origin". */
  readonly sharedGroup: string;
  /** Resource id of the Front Door (classic). */
  readonly frontDoorId: string;
  /** The origin groups keep a user at one origin. */
  readonly sessionAffinity?: boolean;
  /** dns: origin host names are records of a zone, and a rebuilt cluster gets a new ingress address. */
  readonly addresses?: "static" | "dns";
  /** With dns: each color's record set, and namespace/name of the Service that its ingress gets the address by. */
  readonly records?: Readonly<Record<Color, { readonly recordSetId: string; readonly service: string }>>;
  readonly previewEndpoints: Readonly<Record<Color, string>>;
  readonly publicHost: string;
  /** What somebody else has laid in the profile, by its path below it; properties left out are Azure's own. */
  readonly besides?: readonly Besides[];
  /** Names of further endpoints that people use, wherever a route serves them. */
  readonly otherEndpoints?: readonly string[];
  /** Origins answer this Front Door only: told by its header (others get 403), or by the network (others are reset). */
  readonly originLock?: "header" | "network";
  /** With dns: how long resolvers keep what they have found; 60 if it is not said. */
  readonly recordTtlSeconds?: number;
  /** What a healthy application answers other than 200, by the path that is asked; users' own paths stay 200. */
  readonly answers?: Readonly<Record<string, number>>;
  /** The gate path that Front Door's own health probe asks. */
  readonly probePath: string;
  readonly probeIntervalSeconds: number;
  readonly edges: number;
  readonly storageAccount: string;
  /** Whether the idle environment exists (stopped, one minor behind the target) or was never built. */
  readonly idle: "absent" | "kept";
  /** What the world's clusters run at the start; every pool the same. */
  readonly versions: Readonly<Record<Color, string>>;
  readonly locks?: readonly {
    readonly name: string;
    readonly scope: string;
    readonly level: "ReadOnly" | "CanNotDelete";
  }[];
  /** How many vCPUs the subscription may have in the region, of each family and in all; 100 if it is not said. */
  readonly vCpuLimit?: number;
  /** What the clusters' owner has made of them besides. */
  readonly owner?: OwnersClusters;
  /** Minors that only clusters of the plan AKSLongTermSupport may have. */
  readonly longTermMinors?: readonly string[];
  /** User-assigned identities; a client that is none of these signs in without anything being asked. */
  readonly identities?: readonly WorldIdentity[];
  /** ISO 8601. */
  readonly startsAt: string;
}

export interface WorldIdentity {
  readonly id: string;
  readonly clientId: string;
  /** Federated with those clusters of these colors that there are at the start. */
  readonly credentials: readonly { readonly name: string; readonly color: Color; readonly subject: string }[];
}

export interface Besides {
  readonly path: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export type { Fault } from "./faults/fault.ts";

/** One accepted write at management.azure.com. */
export interface AcceptedWrite {
  readonly atMs: number;
  readonly method: string;
  readonly operationId: string;
  readonly resourceId: string;
  readonly status: number;
  readonly body: unknown;
}

/** What was asked of ARM so far. `calls` counts every call by OpenAPI operationId, refused ones too. */
export interface ArmLedger {
  readonly calls: Readonly<Record<string, number>>;
  readonly writes: readonly AcceptedWrite[];
  readonly throttled: number;
}

export interface FailedRequest {
  readonly atMs: number;
  readonly edge: string;
  readonly color: Color | null;
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly cause: string;
  readonly by: "swap" | "sickEnvironment";
}

/** What users saw. */
export interface RequestLedger {
  readonly total: number;
  readonly failed: number;
  readonly failedBy: { readonly swap: number; readonly sickEnvironment: number };
  readonly perColor: Readonly<Record<Color, number>>;
  readonly firstFailures: readonly FailedRequest[];
}

/** Edges and users; the clock authority calls these at each stop, and time stands still until they answer. */
export interface TrafficModel {
  /** Edges work out what happened until now: configurations that arrived, probes that were due. */
  catchUp(): Promise<void>;
  /** Changes whenever some edge would do something else with a user's request, or the origin it chooses would answer otherwise. */
  behaviour(): string;
  /** Every edge completes this many user requests begun from now on; due slow requests are answered first. */
  round(requestsPerEdge: number): Promise<void>;
  /** While true, a round comes at least every 60 virtual seconds. */
  isWatched(): boolean;
  /** The last operation has ended: nothing needs watching until the next write to the users' route. */
  operationsEnded(): void;
  ledger(): RequestLedger;
  /** The share of users' requests each color gets by the edges' present choices, 0 to 1. */
  shares(): Readonly<Record<Color, number>>;
  stop(): Promise<void>;
}
