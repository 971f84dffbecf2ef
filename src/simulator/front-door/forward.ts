import type { IncomingMessage, ServerResponse } from "node:http";
import { request as askOrigin } from "node:http";
import type { CachedAnswer } from "./edge-cache.ts";
import type { OriginConnection } from "./origin-connections.ts";

export interface Forwarding {
  readonly connection: OriginConnection;
  readonly hostHeader: string;
  /** Set on the way to the origin, over what the client sent. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Set on the way back, over what the origin sent. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Told of a good answer once all of it has come, where that is of interest. */
  readonly onWhole?: (answer: CachedAnswer) => void;
  /** The origin gave no answer at all. */
  readonly onFailure: (cause: string) => void;
}

/** Passes one request on, body and answer streamed. Nothing is tried twice: a retry here would hide what a swap loses. */
export function forward(request: IncomingMessage, response: ServerResponse, way: Forwarding): void {
  const { connection, hostHeader } = way;
  const upstream = askOrigin({
    host: "127.0.0.1",
    port: connection.port,
    agent: connection.agent,
    method: request.method,
    path: request.url,
    headers: { ...endToEnd(request), ...way.requestHeaders, host: hostHeader },
  });
  upstream.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...endToEnd(answer), ...way.responseHeaders });
    answer.pipe(response);
    if (way.onWhole !== undefined && answer.statusCode === 200) collect(answer, way.onWhole);
    // Cut in the middle: the client must see a broken answer, not a short one.
    answer.on("error", () => response.destroy());
  });
  upstream.on("error", (error) => {
    if (response.headersSent) response.destroy();
    else way.onFailure(causeOf(error));
  });
  response.on("close", () => {
    if (!response.writableFinished) upstream.destroy();
  });
  request.pipe(upstream);
}

function collect(answer: IncomingMessage, tell: (answer: CachedAnswer) => void): void {
  const pieces: Buffer[] = [];
  answer.on("data", (piece: Buffer) => void pieces.push(piece));
  answer.on("end", () => tell({ headers: endToEnd(answer), body: Buffer.concat(pieces) }));
}

/** Headers between two neighbors only (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function endToEnd({ headers }: IncomingMessage): Record<string, string | string[]> {
  const named = (headers.connection ?? "").toLowerCase().split(",");
  const dropped = new Set(named.map((name) => name.trim()));
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name) && !dropped.has(name)) kept[name] = value;
  }
  return kept;
}

function causeOf(error: Error & { code?: string }): string {
  if (error.code === "ECONNREFUSED") return "refused";
  // A request that was still being written when the reset came fails as a broken pipe.
  return error.code === "ECONNRESET" || error.code === "EPIPE" ? "reset" : (error.code ?? error.message);
}
