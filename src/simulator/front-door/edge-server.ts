import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { headersForUsers } from "../users/wire.ts";
import { affinityCookie, stickToCookie } from "./affinity.ts";
import type { Choice, Forwarded } from "./choose.ts";
import { pick } from "./choose.ts";
import type { OriginConfiguration } from "./configuration.ts";
import type { CachedAnswer, EdgeCache } from "./edge-cache.ts";
import { forward } from "./forward.ts";
import type { OriginConnections } from "./origin-connections.ts";
import type { RuledRequest } from "./rules-engine.ts";

export interface EdgeServerOptions {
  readonly name: string;
  readonly frontDoorId: string;
  readonly connections: OriginConnections;
  readonly cache: EdgeCache;
  readonly choose: (request: RuledRequest & { readonly host: string }) => Choice;
  readonly affinityOutlivesPriority: () => boolean;
  /** A number in [0, 1), asked only where origins share the requests. */
  readonly drawFor: (host: string, who: string) => number;
  readonly colorOf: (originHost: string) => string;
  /** Told of each request that a real client sent through this edge; the pretend users stand for many more. */
  readonly onForwarded: (endpointHost: string, originHost: string) => void;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly host: string;
  /** The name of the pretend user; undefined for everybody else. */
  readonly user: string | undefined;
  readonly reference: string;
}

/** One edge's door: plain HTTP on 127.0.0.1, standing for TLS under every name the profile serves. */
export function createEdgeServer(options: EdgeServerOptions): Server {
  let served = 0;
  return createServer((request, response) => {
    served += 1;
    const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const user = request.headers[headersForUsers.asks]?.toString();
    serve(options, { request, response, host, user, reference: `${options.name}-${served}` });
  });
}

function serve(options: EdgeServerOptions, exchange: Exchange): void {
  const { host, request, user } = exchange;
  const path = (request.url ?? "/").replace(/\?.*$/, "");
  const free = options.choose({ host, path, headers: request.headers });
  const rule = { outlivesPriority: options.affinityOutlivesPriority() };
  const choice = stickToCookie(free, request.headers.cookie, rule);
  if (choice.kind === "refused") return answerItself(exchange, { status: 404, cause: choice.why });
  const cached = isCacheable(exchange, choice) ? options.cache.find(cacheKey(exchange)) : undefined;
  if (cached !== undefined) return answerFromCache(exchange, cached);
  const at = choice.origins.length > 1 ? options.drawFor(host, user ?? "") : 0;
  const origin = pick(choice.origins, at);
  if (origin === undefined) return answerItself(exchange, { status: 404, cause: "no enabled origin" });
  if (user === undefined) options.onForwarded(choice.endpointHost, origin.hostName);
  pass(options, exchange, { choice, origin });
}

/** The pretend users count what origins answer, so nothing is kept for them. */
const isCacheable = ({ request, user }: Exchange, { route }: Forwarded): boolean =>
  route.isCached && request.method === "GET" && user === undefined;

const cacheKey = ({ request, host }: Exchange): string => `${host}${request.url ?? "/"}`;

function answerFromCache({ request, response, reference }: Exchange, cached: CachedAnswer): void {
  request.resume();
  response.writeHead(200, { ...cached.headers, "x-azure-ref": reference, "x-cache": "TCP_HIT" });
  response.end(cached.body);
}

function pass(
  options: EdgeServerOptions,
  exchange: Exchange,
  { choice, origin }: { readonly choice: Forwarded; readonly origin: OriginConfiguration },
): void {
  const { request, response, host, reference, user } = exchange;
  const color = options.colorOf(origin.hostName);
  const fail = (cause: string) => answerItself(exchange, { status: 502, cause, color });
  const connection = options.connections.to(origin.hostName);
  if (connection === undefined) return fail("nothing at the origin's address");
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
      "x-cache": isCacheable(exchange, choice) ? "TCP_MISS" : "CONFIG_NOCACHE",
      ...cookieOf(choice, origin),
      ...(user === undefined ? {} : { [headersForUsers.color]: color }),
    },
    ...(isCacheable(exchange, choice)
      ? { onWhole: (answer: CachedAnswer) => options.cache.keep(cacheKey(exchange), answer) }
      : {}),
    onFailure: fail,
  });
}

/** An answer that may be cached sets no cookie: it would bind whoever gets it later. */
const cookieOf = ({ group, route }: Forwarded, origin: OriginConfiguration): Record<string, string> =>
  group.hasAffinity && !route.isCached ? { "set-cookie": affinityCookie(group, origin) } : {};

/** Front Door's own error page: no origin was asked, or none answered. */
function answerItself(
  { request, response, reference, user }: Exchange,
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
    ...(user === undefined ? {} : forUsers),
  });
  response.end(
    `<html><body><h2>Our services aren't available right now</h2><p>${reference}</p></body></html>`,
  );
}
