/**
 * Every joint between the simulator's folders, on one page. No product code here or below: two independent
 * readings of Azure's specifications are what make a rehearsal evidence.
 */

import type { OwnersClusters } from "./aks/owners-clusters.ts";
import type { WorldIdentity } from "./identity/world-identity.ts";

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

export interface Besides {
  readonly path: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** What can go wrong, each by its name. A fault triggers at the n-th call of one operation, or at a virtual time. */
export type Fault =
  | {
      readonly kind: "armThrottles";
      readonly operation: string;
      readonly times: number;
      readonly retryAfterSeconds: number;
    }
  | {
      readonly kind: "operationFails";
      readonly operation: string;
      /** Counts the accepted calls of that operation, from 1. */
      readonly nth: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: "operationNeverFinishes"; readonly operation: string; readonly nth: number }
  | { readonly kind: "clusterComesUpSick"; readonly color: Color }
  | {
      readonly kind: "clusterTurnsSickUnderTraffic";
      readonly color: Color;
      readonly minutesAfterLastEdge: number;
    }
  | { readonly kind: "propagationTakes"; readonly minutes: number }
  /** The application's own health inside the cluster: what its gate looks at, not what users see. */
  | { readonly kind: "clusterHealthFails" | "clusterHealthRecovers"; readonly color: Color }
  /** From now on the region offers this version too. */
  | { readonly kind: "versionOffered"; readonly version: string; readonly isPreview: boolean }
  /** The effect happens, the answer waits until whoever asked is reported dead. */
  | {
      readonly kind: "answerIsHeld";
      readonly operation: string;
      readonly nth: number;
      readonly name: string;
    }
  /** From now on Front Door refuses every write; "timeout" resets the connection, and nothing is taken. */
  | { readonly kind: "frontDoorFrozen"; readonly status: 403 | 409 | 429 | 503 | "timeout" }
  | { readonly kind: "frontDoorThaws" }
  /** That edge, counted from 1, keeps what it has applied until it learns again: then it applies the newest. */
  | { readonly kind: "edgeNeverLearns" | "edgeLearnsAgain"; readonly edge: number }
  /** From now on a write does not wait for an earlier one, and an edge may get the older one last. */
  | { readonly kind: "rolloutsOutOfOrder" }
  /** The n-th accepted call is answered 504 without an effect, which comes that many minutes later. */
  | {
      readonly kind: "writeLandsLate";
      readonly operation: string;
      readonly nth: number;
      readonly minutes: number;
    }
  /** Somebody else writes these properties of the resource at this path below the profile, now. */
  | {
      readonly kind: "foreignWrite";
      readonly path: string;
      readonly properties: Readonly<Record<string, unknown>>;
      readonly by: string;
    }
  /** From now on a cookie's origin is used although another one has the better priority. */
  | { readonly kind: "affinityOutlivesPriority" }
  /** From now on no metric has data, or has it again. */
  | { readonly kind: "metricsSilent" | "metricsSpeak" }
  /** So many minutes from now on have no data, and will never have any. */
  | { readonly kind: "metricsGap"; readonly minutes: number }
  /** For so many minutes from now every question for metrics, or every read at ARM, is answered 429. */
  | {
      readonly kind: "metricsThrottled" | "armReadsThrottled";
      readonly minutes: number;
      readonly retryAfterSeconds: number;
    }
  /** From now on that part of a color's requests is told with the status 0: nobody has waited for the answer. */
  | { readonly kind: "requestsTimeOut"; readonly color: Color; readonly percent: number }
  /** Somebody else stops that cluster now, whoever is on it. */
  | { readonly kind: "foreignStop"; readonly color: Color }
  /** Something that nobody of the app has begun is under way at that cluster for so many minutes from now. */
  | { readonly kind: "foreignOperation"; readonly color: Color; readonly minutes: number }
  /** AKS, or somebody, begins to upgrade that whole cluster now; a stopped one, or one that is busy, is left alone. */
  | { readonly kind: "foreignUpgrade"; readonly color: Color; readonly version: string }
  /** From now on AKS refuses to stop that cluster. */
  | { readonly kind: "stopRefused"; readonly color: Color; readonly status: 400 | 409 }
  /** From now on long-running operations tell an error of code None, and nulls, whatever their status; bare: `"error": null` and nothing else. */
  | { readonly kind: "statusWithNulls"; readonly isBare?: boolean }
  /** For so many minutes from now every request to blobs is answered 503. */
  | { readonly kind: "storageOutage"; readonly minutes: number }
  /** Application paths answer 500 from now on, or as they should again. */
  | { readonly kind: "clusterTurnsSick" | "clusterRecovers"; readonly color: Color }
  /** From now on every edge measures that color's origin so much slower than it is. */
  | { readonly kind: "latencyDiffers"; readonly color: Color; readonly ms: number }
  /** From now on the caller may not read the profile. */
  | { readonly kind: "profileForbidden" };

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
