import { otherColor, type Color, type Pair } from "../../src/domain/environment/pair.ts";
import type { OriginTraffic } from "../../src/domain/probing/baseline.ts";
import { activeColor, type RouterState } from "../../src/domain/swap/layout.ts";
import { after } from "../../src/domain/swap/protocol.ts";
import type { RouterInspection } from "../../src/domain/upgrade/inspection.ts";
import type { JournalEntry } from "../../src/domain/upgrade/operation.ts";
import type { PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type { Begun, Cluster, Notice, OperationDocument, Ports, Progress } from "../../src/workflow/ports.ts";
import { aRouter, aRouterInspection } from "./a-router.ts";
import { aCluster } from "./a-cluster.ts";
import { clusterIdOf } from "./a-pair.ts";
import { doorsTo } from "./fake-doors.ts";
import { absent, nameOf, refusalOf } from "./fake-refusals.ts";

/** A tiny scripted Azure in memory: what a story needs to be told, and what it wrote. */
export interface FakeAzure {
  readonly ports: Ports;
  readonly writes: string[];
  clusters: Record<Color, Cluster | undefined>;
  router: RouterState;
  readonly sick: Set<Color>;
  /** Looks at these say nothing about them. */
  readonly unseen: Set<Color>;
  /** The write of this name never ends. */
  endless: string | undefined;
  /** What a running operation's answer asks us to wait. */
  retryAfterSeconds: number;
  /** Where users are by the metrics; follows the route unless a test holds it. */
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
  /** Of Front Door's own probes; null: it tells none. */
  readonly healthOf: Record<Color, number | null>;
  readonly addresses: Record<Color, { named: string | null; actual: string | null }>;
  /** What Front Door counted at each origin. */
  counted: Record<Color, OriginTraffic | null>;
  readonly latencyMs: Record<Color, number>;
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
}

const offered = ["1.34.9", "1.35.5", "1.36.4"].map((version) => ({ version, isPreview: false }));

const manyRequests: OriginTraffic = { requests: 5_000, serverErrors: 0, latencyMs: 20 };

const operationTag = "bluegreen-operation";

export function fakeAzure(pair: Pair): FakeAzure {
  const azure: Omit<FakeAzure, "ports"> = {
    writes: [],
    clusters: { blue: aCluster("blue"), green: undefined },
    router: aRouter("blue"),
    sick: new Set(),
    unseen: new Set(),
    endless: undefined,
    retryAfterSeconds: 30,
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
    counted: { blue: manyRequests, green: manyRequests },
    latencyMs: { blue: 20, green: 20 },
    held: new Set(),
    failing: undefined,
    onWrite: () => undefined,
    onLook: () => undefined,
    onTold: () => undefined,
  };
  return Object.assign(azure, { ports: portsOn(azure, pair) });
}

function portsOn(azure: Omit<FakeAzure, "ports">, pair: Pair): Ports {
  /** Every long-running operation is seen running once, then takes effect. */
  const running = new Map<string, { looks: number; effect: () => void; write: string; resourceId: string }>();
  /** Nobody needs to look for an operation to end: asking for its resource later finds it ended. */
  const settle = (resourceId: string): void => {
    for (const [url, operation] of running) {
      if (operation.resourceId !== resourceId) continue;
      running.delete(url);
      operation.effect();
    }
  };
  const begin = (write: string, resourceId: string, effect: () => void): Begin => {
    azure.onWrite(write);
    azure.writes.push(write);
    const statusUrl = `https://status/${azure.writes.length}`;
    running.set(statusUrl, { looks: 0, effect, write, resourceId });
    return { kind: "begun", handle: { resourceId, statusUrl } };
  };
  const poll = async ({ statusUrl = "" }: { statusUrl?: string }): Promise<Progress> => {
    const operation = running.get(statusUrl);
    if (operation === undefined) return { kind: "succeeded" };
    azure.onLook();
    operation.looks += 1;
    if (operation.looks < 2 || azure.endless === operation.write)
      return { kind: "running", retryAfterSeconds: azure.retryAfterSeconds };
    running.delete(statusUrl);
    if (azure.failing?.write === operation.write) {
      const { code } = azure.failing;
      azure.failing = undefined;
      return { kind: "failed", code, message: "Azure could not." };
    }
    operation.effect();
    return { kind: "succeeded" };
  };
  const colorOf = (id: string): Color => (id === clusterIdOf("blue") ? "blue" : "green");
  const get = (id: string): Cluster => azure.clusters[colorOf(id)] ?? absent(id);
  const put = (id: string, change: Partial<Cluster>) =>
    void (azure.clusters[colorOf(id)] = { ...get(id), ...change });
  const power = (id: string, to: "Running" | "Stopped"): Begun => {
    settle(id);
    return get(id).powerState === to
      ? { kind: "done" }
      : begin(`${to === "Running" ? "start" : "stop"} ${colorOf(id)}`, id, () => put(id, { powerState: to }));
  };

  /** Users are where edges send them once everything has spread: by route, priority and gate. */
  const follow = () => {
    if (!azure.followsRoute || azure.usersOn === "nobody") return;
    const active = activeColor(azure.router, azure.record?.record.closedGate ?? null);
    const before = azure.usersOn;
    azure.usersOn = active ?? "nobody";
    if (azure.usersOn !== before) azure.onUsersMoved(azure.usersOn);
  };
  const hold = (id: string, held: boolean): Begun => {
    const color = colorOf(id);
    if (azure.held.has(color) === held || azure.clusters[color] === undefined) return { kind: "done" };
    return begin(`${held ? "hold" : "restore"} the capacity of ${color}`, id, () => {
      if (held) azure.held.add(color);
      else azure.held.delete(color);
    });
  };

  return {
    clusters: {
      find: async (id) => {
        settle(id);
        return azure.clusters[colorOf(id)];
      },
      offeredVersions: async () => offered,
      upgradeTargets: async () => offered,
      beginCopy: async ({ to, version, operationId }) => {
        settle(to);
        const there = azure.clusters[colorOf(to)];
        if (there !== undefined) {
          if (there.tags[operationTag] !== operationId) throw refusalOf("AuthorizationFailed");
          return { kind: "done" };
        }
        const tags = { [operationTag]: operationId };
        const pools = aCluster("green").pools.map((pool) => ({ ...pool, version }));
        return begin(
          `create ${colorOf(to)} on ${version}`,
          to,
          () => void (azure.clusters[colorOf(to)] = aCluster(colorOf(to), { version, pools, tags })),
        );
      },
      beginStart: async (id) => power(id, "Running"),
      beginStop: async (id) => power(id, "Stopped"),
      beginUpgradeControlPlane: async (id, version) =>
        get(id).version === version
          ? { kind: "done" }
          : begin(`upgrade ${colorOf(id)} to ${version}`, id, () => put(id, { version })),
      beginUpgradePool: async (id, pool, version) =>
        get(id).pools.every((one) => one.version === version)
          ? { kind: "done" }
          : begin(`upgrade ${colorOf(id)}'s ${pool} to ${version}`, id, () =>
              put(id, { pools: get(id).pools.map((one) => ({ ...one, version })) }),
            ),
      beginHoldCapacity: async (id) => hold(id, true),
      beginRestoreCapacity: async (id) => hold(id, false),
      beginTag: async (id, tags) => {
        const merged = Object.fromEntries(
          Object.entries({ ...get(id).tags, ...tags }).filter(([, value]) => value !== null),
        ) as Record<string, string>;
        if (JSON.stringify(merged) === JSON.stringify(get(id).tags)) return { kind: "done" };
        return begin(`tag ${colorOf(id)}`, id, () => put(id, { tags: merged }));
      },
      poll,
    },
    router: {
      read: async () => azure.router,
      begin: async (_pair, write) => {
        if (azure.frozen !== undefined) {
          azure.refused += 1;
          throw refusalOf(azure.frozen);
        }
        const handle = begin(nameOf(write), nameOf(write), () => {
          azure.router = after(azure.router, write);
          follow();
        });
        return handle.handle;
      },
      poll,
      inspect: async () => azure.inspection,
      writersSince: async () => azure.writers,
    },
    ...doorsTo(azure),
    deployer: {
      begin: async () => ({ kind: "done" }),
      state: async () => ({ ready: true, waitingFor: "" }),
      poll,
    },
    prober: {
      missingSettings: () => [],
      probe: async (_pair, { color, at }) => {
        if (azure.unseen.has(color)) return { at, outcome: "unknown", evidence: "the name cannot be read" };
        return azure.sick.has(color)
          ? { at, outcome: "fail", evidence: "status 503" }
          : { at, outcome: "pass", latencyMs: azure.latencyMs[color] };
      },
    },
    traffic: {
      perMinute: async (_pair, { from, to }) => {
        const minutes = (Date.parse(to) - Date.parse(from)) / 60_000;
        const on = azure.usersOn;
        const requests = on === "nobody" ? null : { [on]: 100, [otherColor(on)]: 0 };
        return Array.from({ length: minutes }, (_, index) => ({
          at: new Date(Date.parse(from) + index * 60_000).toISOString(),
          requests: requests as Record<Color, number> | null,
        }));
      },
      perOrigin: async () => azure.counted,
      originHealth: async (_pair, { to }) => {
        const health = (color: Color) => {
          const percentage = azure.healthOf[color];
          return percentage === null ? null : { percentage, measuredAt: to };
        };
        return { blue: health("blue"), green: health("green") };
      },
    },
    records: {
      read: async () => azure.record,
      write: async (_pair, record, etag) => {
        if (azure.record?.etag !== etag) return false;
        const gate = azure.record?.record.closedGate ?? null;
        azure.record = { record, etag: String(Number(etag ?? "0") + 1) };
        if (record.closedGate !== gate) {
          azure.onGate(record.closedGate);
          azure.writes.push(
            record.closedGate === null ? "open the gate" : `close ${record.closedGate}'s gate`,
          );
          follow();
        }
        return true;
      },
    },
    journals: {
      read: async (_pair, id) => azure.documents.get(id),
      append: async (_pair, head, entries) => {
        const told = azure.documents.get(head.id)?.journal ?? [];
        const known = new Set(told.map((entry) => entry.number));
        azure.documents.set(head.id, {
          head,
          journal: [...told, ...entries.filter((entry) => !known.has(entry.number))],
        });
        for (const entry of entries) azure.onTold(entry);
      },
      list: async () => [...azure.documents.values()].map((document) => document.head).toReversed(),
      newest: async () => [...azure.documents.values()].at(-1)?.head,
      notices: async () => azure.notices,
      notice: async (_pair, notice) => void azure.notices.push(notice),
    },
    pairs: {
      list: () => [pair],
      find: (name) => (name === pair.name ? pair : undefined),
      broken: () => [],
    },
    claimed: { read: async () => undefined, keep: async () => undefined },
  };
}

type Begin = Extract<Begun, { kind: "begun" }>;
