import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

const script = join(import.meta.dirname, "../../infra/gate/gate.mjs");

export const gatePath = "/.well-known/environment";

/**
 * What a scripted neighbor of the gate answers; "cut" = it resets the connection, "silent" = it never answers. A
 * promise is an answer that the test holds back.
 */
export type Scripted = Answering | Promise<Answering>;

type Answering =
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  | "cut"
  | "silent";

/** Everything the gate asks. Each may be replaced at any time; what was asked is kept. */
export interface Surroundings {
  record: Scripted;
  signIn: Scripted;
  health: Scripted;
  version: Scripted;
  readonly asked: Readonly<Record<"record" | "signIn" | "health" | "version", readonly Asked[]>>;
  readonly url: string;
  /** Of the gate and of whoever asks it. */
  readonly folder: string;
  /** What the cluster gives the pod; its content may be replaced. */
  readonly tokenFile: string;
}

export interface Asked {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

interface How {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RunningGate {
  probe(how?: How): Promise<Answer>;
  /** The bytes of an answer as they come. */
  raw(request: string): Promise<string>;
  /** The names of what was logged, without the start. */
  events(): readonly string[];
  output(): string;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  readonly exited: Promise<number | null>;
}

export const aRecord = (changes: object = {}): Answering => {
  const record = { epoch: 7, operationId: "shop-7-upgrade", hold: null, closedGate: null, by: "somebody" };
  return json(200, { ...record, reason: "1.34 ends", at: "2026-11-05T09:00:00Z", ...changes });
};

export const json = (status: number, body: unknown): Answering => ({ status, body: JSON.stringify(body) });

export const goodToken = (changes: object = {}): Answering =>
  json(200, { token_type: "Bearer", expires_in: 86_399, access_token: "bought-token", ...changes });

/** Status, gate and epoch: what changes. */
export const told = ({ status, body }: Answer): string => {
  const { gate, epoch } = JSON.parse(body) as { gate: string; epoch: number };
  return `${status} ${gate} ${epoch}`;
};

export const probed = async (gate: RunningGate): Promise<string> => told(await gate.probe());

/** A busy machine must not make the gate give up; where nobody answers, a second is enough. */
const patient = { GATE_TIMEOUT_MS: "20000" };
export const impatientIf = (nobodyAnswers: boolean): Readonly<Record<string, string>> =>
  nobodyAnswers ? { GATE_TIMEOUT_MS: "1000" } : patient;
export const patience = { timeout: 20_000 };

/** Sign-in, storage, the application's health and the cluster's API on one port; all well until told otherwise. */
export async function useSurroundings(): Promise<Surroundings> {
  const asked = {
    record: [] as Asked[],
    signIn: [] as Asked[],
    health: [] as Asked[],
    version: [] as Asked[],
  };
  const places = {
    "/blue-green/pairs/shop/record.json": "record",
    "/the-tenant/oauth2/v2.0/token": "signIn",
    "/health": "health",
    "/version": "version",
  } as const;
  const server = createServer((received, response) => {
    const place = Object.entries(places).find(([path]) => path === received.url)?.[1];
    if (place === undefined) return void response.writeHead(599).end();
    collect(received)
      .then(async (body) => {
        const { method = "", headers } = received;
        const scripted = surroundings[place];
        asked[place].push({ method, authorization: headers.authorization, body });
        play(await scripted, response);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = mkdtempSync(join(tmpdir(), "gate-"));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  const surroundings: Surroundings = {
    record: aRecord(),
    signIn: goodToken(),
    health: { status: 204, body: "" },
    version: json(200, { major: "1", minor: "35", gitVersion: "v1.35.5" }),
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    tokenFile: join(folder, "federated-token"),
  };
  writeFileSync(surroundings.tokenFile, "cluster-token\n");
  return surroundings;
}

/** The script as an image runs it; ready when it listens. */
export async function useGate(
  surroundings: Surroundings,
  changes: Readonly<Record<string, string>> = {},
): Promise<RunningGate> {
  const env = { ...environmentIn(surroundings), ...changes };
  const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  let output = "";
  child.stderr.on("data", (piece: Buffer) => (output += piece.toString()));
  const events: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      output += `${line}\n`;
      const { event, ...data } = JSON.parse(line) as { event: string; port?: number };
      if (event === "gate.listening") resolve(data.port ?? 0);
      else events.push(event);
    });
    void exited.then((code) => reject(new Error(`the gate ended with ${code}: ${output}`)));
  });
  return {
    probe: ({ method = "GET", path = gatePath, headers = {} } = {}) => ask({ port, method, path, headers }),
    raw: (text) => exchange(port, text),
    events: () => events,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    exited,
  };
}

/** What the manifests and the workload identity webhook set. */
function environmentIn({ url, tokenFile, folder }: Surroundings): Record<string, string> {
  return {
    PAIR: "shop",
    COLOR: "green",
    CLUSTER_NAME: "aks-shop-green",
    RECORD_CONTAINER_URL: `${url}/blue-green`,
    HEALTH_URL: `${url}/health`,
    AZURE_CLIENT_ID: "00000000-0000-0000-0000-000000000001",
    AZURE_TENANT_ID: "the-tenant",
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    AZURE_AUTHORITY_HOST: `${url}/`,
    API_VERSION_URL: `${url}/version`,
    API_VERSION_MAX_AGE_MS: "0",
    API_TOKEN_FILE: tokenFile,
    GATE_RECORD_MAX_AGE_MS: "0",
    GATE_STATE_FILE: join(folder, "state.json"),
    HOST: "127.0.0.1",
    PORT: "0",
    ...patient,
  };
}

function play(scripted: Answering, response: ServerResponse): void {
  if (scripted === "silent") return;
  if (scripted === "cut") return void response.destroy();
  // as storage does
  const length = { "content-length": Buffer.byteLength(scripted.body) };
  response.writeHead(scripted.status, { ...length, ...scripted.headers });
  response.end(scripted.body);
}

async function collect(received: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of received) text += String(piece);
  return text;
}

/** To the end of the connection. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  // not ended: a server may cut who says nothing more
  socket.write(text);
  let said = "";
  for await (const piece of socket) said += String(piece);
  return said;
}

function ask(wish: { port: number } & Required<How>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", agent: false, ...wish }, (answer) => {
      collect(answer)
        .then((body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
        .catch(reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}
