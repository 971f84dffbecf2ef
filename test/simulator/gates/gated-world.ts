import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { worldOf } from "../../../src/rehearsal/world.ts";
import { createAgenda, type MovableAgenda } from "../../../src/simulator/clock/agenda.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import { startControlPlane } from "../../../src/simulator/control-plane.ts";
import { startDataPlane, type DataPlane } from "../../../src/simulator/data-plane.ts";
import { startGates } from "../../../src/simulator/gates/running-gates.ts";
import type { ClusterDirectory, Color, ServingCluster, WorldSeed } from "../../../src/simulator/joints.ts";
import { aPair } from "../../support/a-pair.ts";

/** The simulated Azure with the real gates, on a hand-moved clock; both clusters run. */
export interface GatedWorld {
  readonly plane: DataPlane;
  readonly agenda: MovableAgenda;
  readonly profileId: string;
  /** Takes a request of HTTPS to any host that the world serves. */
  readonly agent: Agent;
  setCluster(color: Color, changes: Partial<ServingCluster>): void;
  /** Writes that resource of the Front Door profile, past any proxy. */
  patch(path: string, properties: object): void;
  /** Writes the pair record, or with null deletes it, as the app does: over the proxy. */
  writeRecord(record: object | null): Promise<void>;
  /** One request over the proxy. */
  ask(host: string, path: string, how?: { method?: string; body?: string; key?: string }): Promise<Answer>;
  passMinutes(minutes: number): Promise<void>;
  /** How many edges send users to green, by now and after each of so many steps. */
  greenEdges(steps: { readonly count: number; readonly seconds: number }): Promise<readonly number[]>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export const gatePath = "/.well-known/environment";

export async function useGatedWorld(): Promise<GatedWorld> {
  const seed = worldOf(aPair(), { idle: "kept" });
  const folder = mkdtempSync(join(tmpdir(), "gated-world-"));
  const agenda = createAgenda(Date.parse(seed.startsAt));
  const draw = drawsOf(1);
  const control = await startControlPlane({ agenda, draw, seed, folder });
  const environment = control.environment();
  const { directory, set } = twoClusters(seed);
  const gates = await startGates({ ...control, seed, directory, environment, folder });
  control.onBlobChange((name) => gates.blobChanged(name));
  const { operations } = control;
  const plane = await startDataPlane({
    agenda,
    draw,
    seed,
    operations,
    directory,
    gates,
    recordActivity: () => undefined,
  });
  await gates.ready;
  for (const { host, port } of plane.hosts()) control.addHost(host, { port });
  const agent = new Agent({
    proxyEnv: { HTTPS_PROXY: environment["HTTPS_PROXY"] },
    ca: readFileSync(environment["NODE_EXTRA_CA_CERTS"] ?? ""),
  });
  onTestFinished(async () => {
    agent.destroy();
    await plane.stop();
    await gates.stop();
    await control.stop();
    rmSync(folder, { recursive: true });
  });
  const ask: GatedWorld["ask"] = async (host, path, { method = "GET", body = "", key } = {}) =>
    send(
      {
        agent,
        host,
        path,
        method,
        headers: { authorization: "Bearer a", ...(key === undefined ? {} : { "x-gate-key": key }) },
      },
      body,
    );
  return {
    plane,
    agenda,
    profileId: seed.profileId,
    agent,
    setCluster: set,
    patch(path, properties) {
      const asked = { method: "PATCH", path: `${seed.profileId}${path}`, body: { properties }, headers: {} };
      const status = plane.provider.find({ ...asked, query: new URLSearchParams() })?.answer().status;
      if (status !== 202) throw new Error(`${path} is not written: ${status}`);
    },
    async writeRecord(record) {
      const host = `${seed.storageAccount}.blob.core.windows.net`;
      await ask(host, "/blue-green?restype=container", { method: "PUT" });
      const method = record === null ? "DELETE" : "PUT";
      const body = record === null ? "" : JSON.stringify(record);
      const { status } = await ask(host, "/blue-green/pairs/shop/record.json", { method, body });
      if (status > 202) throw new Error(`the record is not written: ${status}`);
    },
    ask,
    passMinutes: async (minutes) => pass({ plane, agenda }, minutes * 60_000),
    async greenEdges({ count, seconds }) {
      const counts: number[] = [];
      for (let step = 0; step <= count; step += 1) {
        if (step > 0) await pass({ plane, agenda }, seconds * 1000);
        const edges = plane.traffic.behaviour().split(" edge-");
        counts.push(edges.filter((edge) => edge.includes("green.shop.example")).length);
      }
      return counts;
    },
  };
}

/** Stop by stop, and at each one every edge completes five requests. */
async function pass({ plane, agenda }: Pick<GatedWorld, "plane" | "agenda">, ms: number): Promise<void> {
  const untilMs = agenda.now() + ms;
  do {
    agenda.advanceTo(Math.min(agenda.nextDue() ?? untilMs, agenda.now() + 60_000, untilMs));
    await plane.traffic.catchUp();
    await plane.traffic.round(5);
  } while (agenda.now() < untilMs);
}

function twoClusters(seed: WorldSeed) {
  const listeners: ((color: Color) => void)[] = [];
  const cluster = (color: Color): ServingCluster => ({
    color,
    clusterId: seed.clusters[color],
    name: `aks-shop-${color}`,
    version: seed.versions[color],
    state: "running",
    workloadsReady: true,
  });
  const clusters = { blue: cluster("blue"), green: cluster("green") };
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

function send(options: RequestOptions, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece: string) => (text += piece));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
