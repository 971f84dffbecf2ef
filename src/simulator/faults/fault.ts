import type { Color } from "../joints.ts";

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
