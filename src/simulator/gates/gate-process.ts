import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { clockVariable } from "../clock/wall-clock.ts";
import type { Color, WorldSeed } from "../joints.ts";
import type { Probe } from "./gates.ts";

/** The very script that operators roll out, in a process of its own. */
export interface GateProcess {
  /** Rejects when it cannot start. */
  readonly ready: Promise<void>;
  answer(probe: Probe): void;
  stop(): Promise<void>;
}

export interface GateOrder {
  readonly seed: WorldSeed;
  readonly color: Color;
  /** What leads it to the simulated Azure. */
  readonly environment: Readonly<Record<string, string>>;
  readonly urls: { readonly health: string; readonly version: string };
  /** What the cluster gives its pod to sign in with. */
  readonly federatedToken: string;
  readonly clientId: string;
  /** For its token and what it logs. */
  readonly folder: string;
}

/** Who sends it in the header `x-gate-key` is told what is behind a gate. */
export const gateKey = "key-of-the-simulated-gates";

const script = join(import.meta.dirname, "../../../infra/gate/gate.mjs");

// An image has no parent to outlive; a process that is left behind when the simulator is killed would.
const endsWithItsParent = [
  "--import",
  'data:text/javascript,process.stdin.on("end",()=>process.exit()).resume()',
];

const fasterClock = new URL("../clock/at-cloud-speed.ts", import.meta.url).href;

/** Nothing in front of a gate whose cloud goes by the wall clock, or by no clock. */
const atCloudSpeed = ({ environment }: GateOrder): readonly string[] =>
  environment[clockVariable] === undefined ? [] : ["--import", fasterClock];

export function startGateProcess(order: GateOrder): GateProcess {
  const folder = join(order.folder, `gate-${order.color}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [...endsWithItsParent, ...atCloudSpeed(order), script], {
    env: environmentOf(order, folder),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  const lines = createInterface(child.stdout).on("line", (line) =>
    appendFileSync(join(folder, "log"), `${line}\n`),
  );
  const listening = new Promise<number>((resolve) => {
    lines.once("line", (line) => resolve((JSON.parse(line) as { port: number }).port));
  });
  const died = exited.then(() => Promise.reject(new Error(`The gate of ${order.color} has ended.`)));
  const port = Promise.race([listening, died]);
  // whoever asks is told; an end that nobody waits for is no news
  died.catch(() => undefined);
  port.catch(() => undefined);
  return {
    ready: port.then(() => undefined),
    answer: (probe) => void port.then((at) => passOn(at, probe)).catch(() => probe.response.destroy()),
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function environmentOf(order: GateOrder, folder: string): Record<string, string> {
  const { seed, color, environment, urls, federatedToken, clientId } = order;
  const tokenFile = join(folder, "federated-token");
  writeFileSync(tokenFile, federatedToken);
  return {
    ...environment,
    PAIR: seed.pair,
    COLOR: color,
    CLUSTER_NAME: seed.clusters[color].split("/").at(-1) ?? "",
    RECORD_CONTAINER_URL: `https://${seed.storageAccount}.blob.core.windows.net/blue-green`,
    HEALTH_URL: urls.health,
    AZURE_CLIENT_ID: clientId,
    AZURE_TENANT_ID: "00000000-0000-0000-0000-00000000000a",
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    API_VERSION_URL: urls.version,
    API_TOKEN_FILE: tokenFile,
    GATE_KEY: gateKey,
    // virtual time may pass quickly between two probes: nothing is kept by the wall clock
    GATE_RECORD_MAX_AGE_MS: "0",
    API_VERSION_MAX_AGE_MS: "0",
    // a busy machine is no outage
    GATE_TIMEOUT_MS: "20000",
    HOST: "127.0.0.1",
    PORT: "0",
  };
}

/** A connection for each probe: one that is kept could be closed by the gate in the moment of the next. */
function passOn(port: number, { method, path, headers: asked, response }: Probe): void {
  const key = asked["x-gate-key"] ?? [];
  const to = { host: "127.0.0.1", port, agent: false, method, path, headers: { "x-gate-key": key } };
  const onward = request(to, (answer) => {
    // what concerns this connection only
    const { connection: _own, "keep-alive": _too, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, headers);
    answer.on("error", () => response.destroy());
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  onward.end();
}
