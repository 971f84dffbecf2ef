import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../clock.ts";
import { HostError } from "../host-error.ts";
import { empty, type ArrivingRequest, type HostAnswer, type RequestHead } from "./exchange.ts";

export interface HostServer {
  readonly port: number;
  stop(): Promise<void>;
}

interface ServerOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly answer: (request: ArrivingRequest) => Promise<HostAnswer>;
  readonly onError: (error: unknown) => void;
}

/** As much as the Functions host takes, unless the setting of that name says otherwise. */
export const mostBodyBytes = (): number =>
  Number(process.env["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] ?? 104_857_600);

/** Listens on 127.0.0.1 only: the calls of the app's own SDK carry no key. */
export async function startServer(options: ServerOptions): Promise<HostServer> {
  const server = createServer((incoming, outgoing) => {
    void serve(options, incoming, outgoing);
  });
  // an idle connection that is closed at its fifth second looks like a failed request to a client on virtual time
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return { port, stop: async () => close(server) };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      const message = `Port ${port} is in use. Close the process using that port, or specify another port using --port.`;
      reject(isTaken ? new HostError("PORT_IN_USE", message, { cause: error }) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** From its arrival to the last byte of the answer a request holds time still. */
async function serve(
  options: ServerOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const what = `request ${incoming.method ?? ""} ${incoming.url?.split("?")[0] ?? ""}`;
  let release = options.clock.busy(what);
  const standAside = async (wait: Promise<void>): Promise<void> => {
    release();
    await wait;
    release = options.clock.busy(what);
  };
  try {
    const head = headOf(incoming, standAside);
    const answer = await options.answer({ head, incoming, readBody: async () => readBody(incoming) });
    await send(outgoing, answer);
  } catch (error) {
    options.onError(error);
    if (!outgoing.headersSent) await send(outgoing, empty(500));
  } finally {
    release();
  }
}

/** undefined: longer than allowed. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  const most = mostBodyBytes();
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= most) chunks.push(chunk);
  }
  return length > most ? undefined : Buffer.concat(chunks);
}

const headOf = (incoming: IncomingMessage, standAside: RequestHead["standAside"]): RequestHead => ({
  method: incoming.method ?? "GET",
  url: new URL(`http://${incoming.headers.host ?? "127.0.0.1"}${incoming.url ?? "/"}`),
  headers: incoming.headers,
  standAside,
});

async function send(
  outgoing: ServerResponse,
  { status, headers, body, isChunked }: HostAnswer,
): Promise<void> {
  outgoing.statusCode = status;
  // .NET's server says who it is, and nothing of the connection as long as it stays open
  outgoing.setHeader("Server", "Kestrel");
  if (outgoing.shouldKeepAlive) outgoing.removeHeader("Connection");
  for (const [name, value] of Object.entries(headers ?? {})) outgoing.setHeader(name, value);
  if (body instanceof Readable) {
    outgoing.flushHeaders();
    // whoever asked has gone, or what is told breaks off: either way the connection is cut
    await pipeline(body, outgoing).catch(() => undefined);
    return;
  }
  if (outgoing.destroyed) return;
  await new Promise<void>((resolve) => {
    // closed: whoever asked has gone
    outgoing.once("close", resolve);
    if (isChunked === true) outgoing.flushHeaders();
    outgoing.end(body, resolve);
  });
}
