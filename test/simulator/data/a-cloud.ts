import { createHash } from "node:crypto";
import { request } from "node:http";
import { onTestFinished } from "vitest";
import type { Activity } from "../../../src/simulator/arm/activity-log.ts";
import type { DataPlane } from "../../../src/simulator/data-plane.ts";
import { startDataPlane } from "../../../src/simulator/data-plane.ts";
import type {
  ArmAnswer,
  ArmOperation,
  ArmRequest,
  ClusterDirectory,
  Color,
  Draw,
  LongRunningOperations,
  OperationOrder,
  ServingCluster,
  WorldSeed,
} from "../../../src/simulator/joints.ts";
import type { HandMovedAgenda } from "./hand-moved-agenda.ts";
import { handMovedAgenda } from "./hand-moved-agenda.ts";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers";
export const profileId = `${group}/Microsoft.Cdn/profiles/fd-shop`;
export const frontDoorId = `${group}/Microsoft.Network/frontDoors/fd-shop`;
export const usersRouteId = `${profileId}/afdEndpoints/shop/routes/shop`;

export const aSeed: WorldSeed = {
  pair: "shop",
  location: "westeurope",
  clusters: {
    blue: `${group}/Microsoft.ContainerService/managedClusters/aks-shop-blue`,
    green: `${group}/Microsoft.ContainerService/managedClusters/aks-shop-green`,
  },
  originHosts: { blue: "blue.shop.example", green: "green.shop.example" },
  layout: "route",
  profileId,
  routeIds: [usersRouteId],
  originGroups: { blue: "blue", green: "green" },
  sharedGroup: "shared",
  frontDoorId,
  previewEndpoints: { blue: "preview-blue", green: "preview-green" },
  publicHost: "www.shop.example",
  probePath: "/.well-known/environment",
  probeIntervalSeconds: 30,
  edges: 8,
  storageAccount: "stshopbluegreen",
  idle: "absent",
  versions: { blue: "1.34.9", green: "1.35.5" },
  startsAt: "2026-11-05T09:00:00Z",
};

export interface Cloud {
  readonly plane: DataPlane;
  readonly agenda: HandMovedAgenda;
  /** What the activity log was told of writes that nobody here has made. */
  readonly activities: readonly Activity[];
  /** One ARM request, past any proxy. */
  arm(method: string, id: string, body?: unknown): ArmAnswer & { readonly operationId: string };
  /** The same with headers of one's own. */
  armWith(
    headers: Readonly<Record<string, string>>,
    method: string,
    asked: { readonly id: string; readonly body?: unknown },
  ): ArmAnswer;
  /** What the status URL of the n-th long-running operation says. */
  operationStatus(nth: number): string;
  /** The long-running operations under way fail instead of succeeding. */
  failOperations(): void;
  setCluster(color: Color, changes: Partial<ServingCluster>): void;
  /** Stop by stop, as the clock authority moves: each agenda entry, and in watched time every minute with a round. */
  pass(minutes: number): Promise<void>;
  /** One GET at a host that the data plane serves. */
  get(host: string, path: string, method?: string): Promise<Answer>;
  /** The same with headers of one's own. */
  getWith(headers: Readonly<Record<string, string>>, host: string, path: string): Promise<Answer>;
  behavior(): readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export function hashDraw(seed: number): Draw {
  const drawn = new Map<string, number>();
  return (what, resourceId) => {
    const key = `${seed}|${what}|${resourceId}`;
    const nth = (drawn.get(key) ?? 0) + 1;
    drawn.set(key, nth);
    return createHash("sha256").update(`${key}|${nth}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}

/** A data plane on a hand-moved clock with blue running and green never built; closed when the test is over. */
export async function useCloud(options: { draw?: number; seed?: Partial<WorldSeed> } = {}): Promise<Cloud> {
  const seed = { ...aSeed, ...options.seed };
  const agenda = handMovedAgenda(seed.startsAt);
  const clusters = twoClusters(seed);
  const operations = fakeOperations(agenda);
  const activities: Activity[] = [];
  const plane = await startDataPlane({
    agenda,
    draw: hashDraw(options.draw ?? 1),
    seed,
    operations: operations.running,
    directory: clusters.directory,
    recordActivity: (activity) => void activities.push(activity),
  });
  onTestFinished(() => plane.stop());
  return {
    plane,
    agenda,
    activities,
    arm: (method, id, body) => askArm(plane, { method, path: id, body, headers: {} }),
    armWith: (headers, method, { id, body }) => askArm(plane, { method, path: id, body, headers }),
    operationStatus: operations.status,
    failOperations: operations.fail,
    setCluster: clusters.set,
    pass: (minutes) => pass({ plane, agenda }, minutes),
    get: (host, path, method = "GET") => get(plane, { host, path, method, headers: {} }),
    getWith: (headers, host, path) => get(plane, { host, path, method: "GET", headers }),
    behavior: () => plane.traffic.behaviour().split(" edge-"),
  };
}

async function pass({ plane, agenda }: Pick<Cloud, "plane" | "agenda">, minutes: number): Promise<void> {
  const { traffic } = plane;
  const untilMs = agenda.now() + minutes * 60_000;
  while (agenda.now() < untilMs) {
    if (traffic.isWatched()) await traffic.round(5);
    const stepMs = traffic.isWatched() ? 60_000 : Number.POSITIVE_INFINITY;
    const nextMs = Math.min(agenda.nextDue() ?? Number.POSITIVE_INFINITY, agenda.now() + stepMs, untilMs);
    const before = traffic.behaviour();
    agenda.moveTo(nextMs);
    await traffic.catchUp();
    if (traffic.behaviour() !== before) await traffic.round(5);
  }
}

function askArm(plane: DataPlane, asked: Pick<ArmRequest, "method" | "path" | "body" | "headers">) {
  const operation: ArmOperation | undefined = plane.provider.find({
    ...asked,
    query: new URLSearchParams({ "api-version": "2024-02-01" }),
  });
  if (operation === undefined) throw new Error(`Nobody answers ${asked.method} ${asked.path}.`);
  return { ...operation.answer(), operationId: operation.operationId };
}

interface Asked {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

function get(plane: DataPlane, asked: Asked): Promise<Answer> {
  const port = plane.hosts().find(({ host }) => host === asked.host)?.port;
  return new Promise((resolve, reject) => {
    const { path, method, host } = asked;
    const headers = { ...asked.headers, host };
    const options = { host: "127.0.0.1", port, path, method, agent: false, headers };
    const sent = request(options, (answer) => {
      let body = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (body += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

function twoClusters(seed: WorldSeed) {
  const listeners: ((color: Color) => void)[] = [];
  const cluster = (color: Color, isThere: boolean): ServingCluster => ({
    color,
    clusterId: seed.clusters[color],
    name: `aks-shop-${color}`,
    version: seed.versions[color],
    state: isThere ? "running" : "absent",
    workloadsReady: isThere,
  });
  const clusters = { blue: cluster("blue", true), green: cluster("green", false) };
  const directory: ClusterDirectory = {
    serving: (color) => clusters[color],
    onChange: (listener) => void listeners.push(listener),
  };
  const set = (color: Color, changes: Partial<ServingCluster>) => {
    clusters[color] = { ...clusters[color], ...changes };
    for (const listener of listeners) listener(color);
  };
  return { directory, set };
}

function fakeOperations(agenda: HandMovedAgenda) {
  let failing = false;
  const statuses: string[] = [];
  const end = (order: OperationOrder, index: number) => {
    statuses[index] = failing ? "Failed" : "Succeeded";
    if (failing) order.fail("InternalServerError", "It failed.");
    else order.succeed();
  };
  const running: LongRunningOperations = {
    begin(order) {
      const index = statuses.push("InProgress") - 1;
      agenda.at(agenda.now() + order.durationMs, order.resourceId, () => end(order, index));
      return { "azure-asyncoperation": `https://management.azure.com/operationresults/${index + 1}` };
    },
  };
  return {
    running,
    fail: () => void (failing = true),
    status: (nth: number) => statuses[nth - 1] ?? "Failed",
  };
}
