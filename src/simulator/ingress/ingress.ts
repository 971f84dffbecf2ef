import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import type { Probe } from "../gates/gates.ts";
import type { ServingCluster } from "../joints.ts";
import { headersForUsers } from "../users/wire.ts";
import { closeServer, listen } from "../front-door/listen.ts";
import type { SlowDesk } from "./slow-desk.ts";

/** One color's way in: the address is permanent, what stands behind it comes and goes. */
export interface Ingress {
  readonly port: number;
  /** The cluster behind it has stopped or is gone: every connection ends now. */
  cutConnections(): void;
  close(): Promise<void>;
}

export interface IngressOptions {
  readonly gatePath: string;
  readonly answerGate: (probe: Probe) => void;
  readonly slowDesk: SlowDesk;
  /** Asked anew for every request. */
  readonly cluster: () => ServingCluster;
  /** Who may ask at all; the others are answered 403. */
  readonly admits: (request: IncomingMessage) => boolean;
  /** The status that application paths answer with while a sickness fault is at work. */
  readonly sickStatus: () => number | undefined;
  /** What the healthy ones answer other than 200. */
  readonly answers: Readonly<Record<string, number>>;
}

export async function startIngress(options: IngressOptions): Promise<Ingress> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => answer(options, request, response));
  server.on("connection", (socket: Socket) => {
    // The port stays ours while the cluster is stopped: a closed one could be somebody else's before the cluster
    // starts again. Whoever connects meanwhile is reset before a byte is read.
    if (options.cluster().state !== "running") return void socket.resetAndDestroy();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const cutConnections = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: await listen(server),
    cutConnections,
    async close() {
      cutConnections();
      await closeServer(server);
    },
  };
}

function answer(options: IngressOptions, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const { method = "GET", url = "/" } = request;
  const [path, query] = url.split("?", 2);
  if (!options.admits(request))
    return send(response, { status: 403, headers: {}, body: { error: "only by way of Front Door" } });
  if (!options.cluster().workloadsReady) return nobodyHome(response);
  if (path === options.gatePath) {
    return options.answerGate({ method, path: url, headers: request.headers, response });
  }
  const slowId = path === "/slow" ? new URLSearchParams(query).get("id") : null;
  if (slowId === null) return answerApplication(options, request, response);
  options.slowDesk.hold({
    id: slowId,
    color: options.cluster().color,
    answer: () => answerApplication(options, request, response),
  });
}

/** Until the workloads are there the ingress has no backend to send anything to. */
function nobodyHome(response: ServerResponse): void {
  send(response, { status: 503, headers: {}, body: { error: "no workload behind this ingress yet" } });
}

function answerApplication(
  options: IngressOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { color, name, version } = options.cluster();
  const sickStatus = options.sickStatus();
  const isUser = request.headers[headersForUsers.asks] !== undefined;
  const headers = {
    "x-environment": color,
    ...(isUser && sickStatus !== undefined ? { [headersForUsers.sick]: "1" } : {}),
  };
  const healthy = isUser ? undefined : options.answers[request.url ?? ""];
  const status = sickStatus ?? healthy ?? 200;
  send(response, { status, headers, body: { color, cluster: name, version } });
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function send(response: ServerResponse, answered: Answered): void {
  const text = JSON.stringify(answered.body);
  response.writeHead(answered.status, {
    ...answered.headers,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
