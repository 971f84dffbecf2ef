import { request as openPlain, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as openSecure } from "node:https";
import { text } from "node:stream/consumers";
import type { Environment } from "../app/settings.ts";
import type { HttpOrder } from "./actions.ts";
import { identityToken } from "./identity-token.ts";
import type { HttpResult } from "./simulation/call-http.ts";

/** The request that an orchestrator has asked for with `callHttp`. */
export async function runHttpActivity(order: HttpOrder, settings: Environment): Promise<HttpResult> {
  const { method, uri, content } = order;
  const headers = await headersFor(order, settings);
  const open = new URL(uri).protocol === "https:" ? openSecure : openPlain;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = open(uri, { method, headers }, resolve);
    outgoing.on("error", reject);
    outgoing.end(content ?? undefined);
  });
  const body = await text(answer);
  return { statusCode: answer.statusCode ?? 0, headers: headersOf(answer), content: body };
}

async function headersFor(
  { headers, content, tokenSource }: HttpOrder,
  settings: Environment,
): Promise<OutgoingHttpHeaders> {
  const own = new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (content !== null && content !== undefined) {
    own.set("content-type", own.get("content-type") ?? "text/plain");
    own.set("content-length", String(Buffer.byteLength(content)));
  }
  if (tokenSource) own.set("authorization", `Bearer ${await identityToken(tokenSource.resource, settings)}`);
  return Object.fromEntries(own);
}

/** What .NET counts as headers of the content, it does not hand over. */
const ofContent = /^(?:allow|content-.*|expires|last-modified)$/i;

/** Names as they were sent: to whoever reads them in an orchestrator their case matters. */
function headersOf({ rawHeaders }: IncomingMessage): HttpResult["headers"] {
  const headers: Record<string, string> = {};
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    const [name = "", value = ""] = rawHeaders.slice(place, place + 2);
    if (ofContent.test(name)) continue;
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return headers;
}
