import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { headersForUsers } from "../users/wire.ts";
import type { Choice } from "./choose.ts";
import { pick } from "./choose.ts";
import type { OriginConfiguration } from "./configuration.ts";
import { forward } from "./forward.ts";
import type { OriginConnections } from "./origin-connections.ts";

export interface EdgeServerOptions {
  readonly name: string;
  readonly frontDoorId: string;
  readonly connections: OriginConnections;
  readonly choose: (host: string, path: string) => Choice;
  /** A number in [0, 1), asked only where origins share the requests. */
  readonly drawFor: (host: string) => number;
  readonly colorOf: (originHost: string) => string;
  /** Told of each request that a real client sent through this edge; the pretend users stand for many more. */
  readonly onForwarded: (endpointHost: string, originHost: string) => void;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly host: string;
  readonly isUser: boolean;
  readonly reference: string;
}

/** One edge's door: plain HTTP on 127.0.0.1, standing for TLS under every name the profile serves. */
export function createEdgeServer(options: EdgeServerOptions): Server {
  let served = 0;
  return createServer((request, response) => {
    served += 1;
    const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const isUser = request.headers[headersForUsers.asks] !== undefined;
    serve(options, { request, response, host, isUser, reference: `${options.name}-${served}` });
  });
}

function serve(options: EdgeServerOptions, exchange: Exchange): void {
  const { host, request, isUser } = exchange;
  const choice = options.choose(host, (request.url ?? "/").replace(/\?.*$/, ""));
  if (choice.kind === "refused") return answerItself(exchange, { status: 404, cause: choice.why });
  const at = choice.origins.length > 1 ? options.drawFor(host) : 0;
  const origin = pick(choice.origins, at);
  if (origin === undefined) return answerItself(exchange, { status: 404, cause: "no enabled origin" });
  if (!isUser) options.onForwarded(choice.endpointHost, origin.hostName);
  pass(options, exchange, origin);
}

function pass(options: EdgeServerOptions, exchange: Exchange, origin: OriginConfiguration): void {
  const { request, response, host, reference, isUser } = exchange;
  const color = options.colorOf(origin.hostName);
  const fail = (cause: string) => answerItself(exchange, { status: 502, cause, color });
  const connection = options.connections.to(origin.hostName);
  if (connection === undefined) return fail("origin name does not resolve");
  forward(request, response, {
    connection,
    hostHeader: origin.hostHeader ?? host,
    requestHeaders: {
      "x-azure-fdid": options.frontDoorId,
      "x-azure-ref": reference,
      "x-forwarded-host": host,
      "x-forwarded-proto": "https",
      "x-forwarded-for": "127.0.0.1",
    },
    responseHeaders: {
      "x-azure-ref": reference,
      ...(isUser ? { [headersForUsers.color]: color } : {}),
    },
    onFailure: fail,
  });
}

/** Front Door's own error page: no origin was asked, or none answered. */
function answerItself(
  { request, response, reference, isUser }: Exchange,
  error: { readonly status: number; readonly cause: string; readonly color?: string },
): void {
  request.resume();
  const forUsers = {
    [headersForUsers.cause]: error.cause,
    ...(error.color === undefined ? {} : { [headersForUsers.color]: error.color }),
  };
  response.writeHead(error.status, {
    "content-type": "text/html",
    "x-azure-ref": reference,
    ...(isUser ? forUsers : {}),
  });
  response.end(
    `<html><body><h2>Our services aren't available right now</h2><p>${reference}</p></body></html>`,
  );
}
