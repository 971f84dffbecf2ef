import type { Check, Color, Pair, Via } from "../domain/environment/pair.ts";
import type { OriginTraffic } from "../domain/probing/baseline.ts";
import type { Sample } from "../domain/probing/verdict.ts";
import type { RouterState } from "../domain/swap/layout.ts";
import type { GateAnswer } from "../domain/swap/lever.ts";
import type { OriginHealth } from "../domain/swap/way-back.ts";
import type { RouterWrite } from "../domain/swap/protocol.ts";
import type { Credential, FederatedIdentity } from "../domain/upgrade/credentials.ts";
import type { Locks } from "../domain/upgrade/lock-findings.ts";
import type { ClusterForm } from "../domain/upgrade/drift.ts";
import type { MissingSetting } from "../domain/upgrade/readiness-findings.ts";
import type { RouterInspection } from "../domain/upgrade/inspection.ts";
import type { TrafficMinute } from "../domain/swap/traffic.ts";
import type { JournalEntry, OperationHead } from "../domain/upgrade/operation.ts";
import type { OperationId, PairRecord, WatchId } from "../domain/upgrade/pair-record.ts";
import type { CommandMessage } from "../domain/upgrade/commands.ts";
import type { Clusters, Handle, Begun, Progress } from "./cluster-ports.ts";

export type * from "./cluster-ports.ts";

/**
 * Every door to the outside. No method waits: a long-running operation is begun, or polled once, and the
 * orchestration waits on durable timers. What a method expects to happen is a value; it throws an
 * `OutsideError` (errors.ts) when the outside refuses or cannot be reached.
 */
export interface Ports {
  readonly clusters: Clusters;
  readonly router: Router;
  readonly deployer: Deployer;
  readonly prober: Prober;
  readonly gates: Gates;
  readonly addresses: Addresses;
  readonly identities: Identities;
  readonly locks: ResourceLocks;
  readonly traffic: TrafficMetrics;
  readonly records: PairRecords;
  readonly journals: Journals;
  readonly pairs: PairFiles;
  readonly claimed: ClaimedPairs;
  readonly forms: KnownForms;
}

/** Where users are sent. One of these for each kind of router. */
export interface Router {
  read(pair: Pair): Promise<RouterState>;
  /** One write, and nothing else of the resource is changed by it. */
  begin(pair: Pair, write: RouterWrite): Promise<Handle>;
  poll(handle: Handle): Promise<Progress>;
  /** What of its settings can spoil a swap; only reads. */
  inspect(pair: Pair): Promise<RouterInspection>;
  /** Who wrote to the router since then, by the activity log; empty where it tells nothing (yet). */
  writersSince(pair: Pair, since: string): Promise<readonly string[]>;
}

/** What answers Front Door's health probe at each environment. */
export interface Gates {
  ask(pair: Pair, color: Color): Promise<GateAnswer>;
}

/** Where an environment's permanent host name leads. */
export interface Addresses {
  /**
   * The address that the name has, and the one its ingress has now; equal or null: nothing to do. `ttlSeconds`: how
   * long resolvers may go on with an older one.
   */
  read(
    pair: Pair,
    color: Color,
  ): Promise<{ named: string | null; actual: string | null; ttlSeconds: number }>;
  write(pair: Pair, color: Color, address: string): Promise<void>;
}

/** The user-assigned identities that workloads sign in as. */
export interface Identities {
  /** Those that the pair file names, and those in the resource groups of its clusters. */
  list(pair: Pair): Promise<readonly FederatedIdentity[]>;
  /** One after the other for one identity; a credential of that name is overwritten. */
  write(identityId: string, credential: Credential): Promise<void>;
  /** Safe to repeat. */
  remove(identityId: string, name: string): Promise<void>;
}

export interface ResourceLocks {
  /** Every lock in the subscriptions of these resources. */
  near(resourceIds: readonly string[]): Promise<Locks>;
}

export interface Deployer {
  /** Brings the workloads of `from` onto `to`; one step a call until it answers `done`. */
  begin(pair: Pair, way: { from: Color; to: Color }): Promise<Begun>;
  /** Whether the workloads of `color` are all there; `waitingFor` says what is not. */
  state(pair: Pair, color: Color): Promise<{ ready: boolean; waitingFor: string }>;
  poll(handle: Handle): Promise<Progress>;
}

export interface Prober {
  /** One request for one check; a pass needs status, latency and the answering environment to be right. */
  probe(pair: Pair, look: { color: Color; check: Check; via: ProbedVia; at: string }): Promise<Sample>;
  /** App settings that its checks' headers take their values from, and that are not there. */
  missingSettings(pair: Pair): readonly MissingSetting[];
}

/** `public`: through the users' own name. `anyone`: the same, whichever environment answers. */
export type ProbedVia = Via | "public" | "anyone";

export interface TrafficMetrics {
  /** Users' requests per minute and origin, oldest first, from `from` to `to`, both whole minutes (ISO 8601). */
  perMinute(pair: Pair, span: Span): Promise<readonly TrafficMinute[]>;
  /** Users' requests in that span by origin; null for an origin without data while nothing at all was told. */
  perOrigin(pair: Pair, span: Span): Promise<Readonly<Record<Color, OriginTraffic | null>>>;
  /** Front Door's own probes of each origin in that span; null: none told. */
  originHealth(pair: Pair, span: Span): Promise<Readonly<Record<Color, OriginHealth | null>>>;
}

/** Whole minutes, ISO 8601. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

export interface PairRecords {
  read(pair: string): Promise<{ record: PairRecord; etag: string } | undefined>;
  /** Conditional on `etag`, or on the record's absence without one; false when somebody else was faster. */
  write(pair: string, record: PairRecord, etag: string | undefined): Promise<boolean>;
}

/** What is told of an operation, in a blob beside the pair record. */
export interface OperationDocument {
  readonly head: OperationHead;
  readonly journal: readonly JournalEntry[];
}

/** One notification from outside and what became of it. */
export interface Notice {
  /** ISO 8601. */
  readonly at: string;
  readonly source: "eventGrid" | "timer";
  readonly id: string;
  readonly decision: "started" | "ignored";
  readonly reason: string;
  readonly operationId: OperationId | null;
}

export interface Journals {
  read(pair: string, id: OperationId): Promise<OperationDocument | undefined>;
  /** Safe to repeat: entries are numbered, and a number that is already there is not added again. */
  append(pair: string, head: OperationHead, entries: readonly JournalEntry[]): Promise<void>;
  /** Newest first, at most 50; `before`: only operations older than that one. */
  list(pair: string, before?: OperationId): Promise<readonly OperationHead[]>;
  /** The operation of the highest epoch; only its document is read. */
  newest(pair: string): Promise<OperationHead | undefined>;
  /** Newest last, the last 200. */
  notices(pair: string): Promise<readonly Notice[]>;
  notice(pair: string, notice: Notice): Promise<void>;
}

export interface PairFiles {
  list(): readonly Pair[];
  find(name: string): Pair | undefined;
  /** Files that cannot be used, each with the pair's name as far as it can be told, and every reason. */
  broken(): readonly BrokenPair[];
}

export interface BrokenPair {
  readonly file: string;
  readonly name: string;
  readonly reasons: readonly string[];
}

/** A pair as it was when an operation claimed it: an edit of its file takes effect with the next operation. */
export interface ClaimedPairs {
  read(id: OperationId): Promise<Pair | undefined>;
  /** Safe to repeat: the first one stays. */
  keep(id: OperationId, pair: Pair): Promise<void>;
}

/** How the clusters were when an operation last found them as it expected; too large for its history. */
export interface KnownForms {
  read(id: OperationId, color: Color): Promise<ClusterForm | undefined>;
  keep(id: OperationId, color: Color, form: ClusterForm): Promise<void>;
}

/** A durable instance as its runtime knows it. */
export interface Instance {
  readonly runtimeStatus: "running" | "completed" | "failed" | "terminated";
  readonly input: unknown;
  readonly customStatus: unknown;
}

/** The operations as the durable runtime knows them; triggers ask through it. */
export interface Operations {
  /** Safe to repeat. */
  start(id: OperationId, input: unknown): Promise<void>;
  /** The instance that watches an operation's environments; safe to repeat. */
  startWatch(id: WatchId, input: unknown): Promise<void>;
  startVersionCheck(): Promise<void>;
  send(id: OperationId, message: CommandMessage): Promise<void>;
  /** Its children live on; they carry the epoch and can write nothing. */
  terminate(id: OperationId, reason: string): Promise<void>;
  /** undefined: there is no such instance. */
  instance(id: OperationId | WatchId): Promise<Instance | undefined>;
}

/** What a trigger asks: the outside through the ports, and the running operations. */
export interface Doors {
  readonly ports: Ports;
  readonly operations: Operations;
}
