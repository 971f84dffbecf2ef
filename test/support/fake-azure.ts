import type { Color, Pair } from "../../src/domain/environment/pair.ts";
import type { OriginTraffic } from "../../src/domain/probing/baseline.ts";
import type { RouterState } from "../../src/domain/swap/layout.ts";
import type { RouterInspection } from "../../src/domain/upgrade/inspection.ts";
import type { JournalEntry } from "../../src/domain/upgrade/operation.ts";
import type { PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type {
  Cluster,
  AttachedPlan,
  CopyPlan,
  Notice,
  OperationDocument,
  Ports,
  Router,
} from "../../src/workflow/ports.ts";
import { aRouter, aRouterInspection } from "./a-router.ts";
import { aPreflight, type Preflight } from "./a-room.ts";
import { aCluster } from "./a-cluster.ts";
import { fakeClusters } from "./fake-clusters.ts";
import { fakeDeployer } from "./fake-deployer.ts";
import { doorsTo, isUp } from "./fake-doors.ts";
import { edgesOf, type EdgePace } from "./fake-edges.ts";
import {
  mostOf,
  patched,
  profileOf,
  resourceOf,
  tellOf,
  type Profile,
  type Shares,
} from "./fake-front-door.ts";
import { longRunning, type LongRunningBook } from "./fake-long-running.ts";
import { nameOf, refusalOf } from "./fake-refusals.ts";
import { storeOf } from "./fake-store.ts";
import { historyOf } from "./fake-history.ts";
import { trafficOf } from "./fake-traffic.ts";
import type { WorldClock } from "./stage-time.ts";

/** A tiny scripted Azure in memory: what a story needs to be told, and what it wrote. */
export interface FakeAzure {
  readonly ports: Ports & { keepTime(clock: WorldClock): void };
  readonly writes: string[];
  clusters: Record<Color, Cluster | undefined>;
  /** What a copy of the active cluster would be. */
  copyPlan: CopyPlan;
  attachedPlan: AttachedPlan;
  /** Writes of what hangs on a cluster, done. */
  readonly attachedTo: Set<string>;
  readonly preflight: Preflight;
  /** What the control plane tells; to set it is a hand that writes the whole layout at once. */
  router: RouterState;
  readonly sick: Set<Color>;
  /** Looks at these say nothing about them. */
  readonly unseen: Set<Color>;
  /** Origins answer Front Door alone. */
  lockedOrigins: boolean;
  /** The write of this name never ends. */
  endless: string | undefined;
  /** What a running operation's answer asks us to wait. */
  retryAfterSeconds: number;
  /** How long an operation takes while somebody keeps time. */
  minutesOf: (write: string) => number;
  /** When each edge gets a configuration and learns of a probe; they have equal parts of the users. */
  edges: readonly EdgePace[];
  /** Where most users are; follows the edges unless a test holds it. */
  usersOn: Color | "nobody";
  followsRoute: boolean;
  record: { record: PairRecord; etag: string } | undefined;
  readonly documents: Map<string, OperationDocument>;
  readonly notices: Notice[];
  /** Front Door refuses every write with this code. */
  frozen: string | undefined;
  /** How many writes it has refused. */
  refused: number;
  /** Called when the pair record closes a gate, or opens both. */
  onGate: (closed: Color | null) => void;
  /** Called when users are somewhere else than before. */
  onUsersMoved: (to: Color | "nobody") => void;
  inspection: RouterInspection;
  /** Whom the activity log names. */
  writers: readonly string[];
  /** What a gate that the record does not close answers. */
  readonly gates: Record<Color, "open" | "unhealthy">;
  /** Of Front Door's own probes at best; null: it tells none. */
  readonly healthOf: Record<Color, number | null>;
  readonly addresses: Record<Color, { named: string | null; actual: string | null }>;
  identities: Awaited<ReturnType<Ports["identities"]["list"]>>;
  /** What Front Door counts at an origin that all users are on. */
  counted: Record<Color, OriginTraffic | null>;
  readonly latencyMs: Record<Color, number>;
  /** AKS upgrades these by itself. */
  readonly autoUpgraded: Set<Color>;
  /** What people have set of a cluster. */
  readonly settings: Record<Color, Readonly<Record<string, string>>>;
  /** Whose pool minima are raised. */
  readonly held: Set<Color>;
  /** The write of this name ends in this code, once. */
  failing: { write: string; code: string } | undefined;
  /** Called before a write takes effect. */
  onWrite: (write: string) => void;
  /** Called at every look at a long-running operation. */
  onLook: () => void;
  /** Called after an entry has been journaled. */
  onTold: (entry: JournalEntry) => void;
  /** Something has changed: edges and users are looked at anew. */
  onChange: () => void;
  /** Where the edges send the users of this moment. */
  users(): Shares;
  /** What each edge goes by. */
  profiles(): readonly Profile[];
  /** The configuration as ARM holds it. */
  profile: Profile;
  /** Whether users are answered there. */
  isUp(color: Color): boolean;
}

const manyRequests: OriginTraffic = { requests: 5_000, serverErrors: 0, latencyMs: 20 };

export function fakeAzure(pair: Pair): FakeAzure {
  const profile = profileOf(pair, aRouter("blue"));
  const azure: Omit<FakeAzure, "ports" | "router" | "users" | "profiles" | "isUp"> = {
    writes: [],
    clusters: { blue: aCluster("blue"), green: undefined },
    copyPlan: { findings: [], differences: [] },
    attachedPlan: { attached: [], findings: [] },
    attachedTo: new Set(),
    preflight: aPreflight(),
    profile,
    sick: new Set(),
    unseen: new Set(),
    lockedOrigins: false,
    endless: undefined,
    retryAfterSeconds: 30,
    minutesOf: () => 0.25,
    edges: [{ afterMinutes: 0, probeSeconds: 0 }],
    usersOn: "blue",
    followsRoute: true,
    record: undefined,
    documents: new Map(),
    notices: [],
    frozen: undefined,
    refused: 0,
    onGate: () => undefined,
    onUsersMoved: () => undefined,
    inspection: aRouterInspection(),
    writers: [],
    gates: { blue: "open", green: "open" },
    healthOf: { blue: 100, green: 100 },
    addresses: { blue: { named: null, actual: null }, green: { named: null, actual: null } },
    identities: [],
    counted: { blue: manyRequests, green: manyRequests },
    latencyMs: { blue: 20, green: 20 },
    autoUpgraded: new Set(),
    settings: { blue: {}, green: {} },
    held: new Set(),
    failing: undefined,
    onWrite: () => undefined,
    onLook: () => undefined,
    onTold: () => undefined,
    onChange: () => undefined,
  };
  return assemble(azure as FakeAzure, pair);
}

function assemble(azure: FakeAzure, pair: Pair): FakeAzure {
  let clock: WorldClock | undefined;
  const book = longRunning({
    clock: () => clock,
    minutesOf: (write) => azure.minutesOf(write),
    retryAfterSeconds: () => azure.retryAfterSeconds,
    isEndless: (write) => azure.endless === write,
    failureOf: (write) => {
      if (azure.failing?.write !== write) return undefined;
      const { code } = azure.failing;
      azure.failing = undefined;
      return code;
    },
    onLook: () => azure.onLook(),
  });
  const answersProbe = (color: Color): boolean =>
    isUp(azure, color) &&
    azure.gates[color] === "open" &&
    (azure.record?.record.closedGate ?? null) !== color;
  const edges = edgesOf({ azure, answersProbe, clock: () => clock });
  const history = historyOf(azure, { answersProbe, now: () => clock?.nowMs ?? 0 });
  const router: PropertyDescriptor = {
    get: () => tellOf(azure.profile, book.oldest(isRouterWrite)?.resourceId ?? null),
    set: (state: RouterState) => {
      azure.profile = profileOf(pair, state);
      edges.spread();
      azure.onChange();
    },
  };
  Object.defineProperty(azure, "router", { ...router, enumerable: true });
  return Object.assign(azure, {
    users: edges.users,
    profiles: edges.profiles,
    isUp: (color: Color) => isUp(azure, color),
    onChange: () => {
      edges.look();
      follow(azure);
      history.keep();
    },
    ports: {
      clusters: fakeClusters(azure, book),
      router: fakeRouter(azure, { pair, book, spread: edges.spread }),
      ...doorsTo(azure, edges.nearest),
      ...storeOf(azure, pair),
      deployer: fakeDeployer().deployer,
      locks: { near: async () => azure.preflight.locks },
      traffic: trafficOf(() => {
        azure.onChange();
        return history.moments();
      }, azure),
      keepTime: (kept: WorldClock) => {
        clock = kept;
        history.begin();
      },
    },
  });
}

const isRouterWrite = ({ resourceId }: { resourceId: string }): boolean =>
  !/managedClusters/i.test(resourceId);

function fakeRouter(
  azure: FakeAzure,
  { pair, book, spread }: { pair: Pair; book: LongRunningBook; spread: () => void },
): Router {
  return {
    read: async () => azure.router,
    begin: async (_pair, write) => {
      if (azure.frozen !== undefined) {
        azure.refused += 1;
        throw refusalOf(azure.frozen);
      }
      // refused before anything else, where it is refused
      patched(azure.profile, write);
      const name = nameOf(write);
      azure.onWrite(name);
      // told and spreading from here on, whenever the long-running operation ends
      azure.profile = patched(azure.profile, write);
      azure.writes.push(name);
      const order = { write: name, resourceId: resourceOf(pair, write), ...noEffect };
      const handle = book.begin(order, { queued: true });
      spread();
      azure.onChange();
      return handle;
    },
    poll: book.poll,
    inspect: async () => azure.inspection,
    writersSince: async () => azure.writers,
  };
}

const noEffect = { effect: () => undefined, whenFailed: () => undefined };

/** Users follow the edges unless a test holds them somewhere. */
function follow(azure: FakeAzure): void {
  if (!azure.followsRoute || azure.usersOn === "nobody") return;
  const before = azure.usersOn;
  azure.usersOn = mostOf(azure.users());
  if (azure.usersOn !== before) azure.onUsersMoved(azure.usersOn);
}
