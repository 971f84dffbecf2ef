import { request as openPlain, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as openSecure } from "node:https";
import { text } from "node:stream/consumers";
import type { Environment } from "../app/settings.ts";
import type { HttpOrder } from "./actions.ts";
import { identityToken } from "./identity-token.ts";
import type { HttpResult } from "./simulation/call-http.ts";

interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
  readonly content: string | null | undefined;
}

/** As .NET's client does. */
const mostRedirects = 50;

/** The request that an orchestrator has asked for with `callHttp`. */
export async function runHttpActivity(order: HttpOrder, settings: Environment): Promise<HttpResult> {
  const { method, uri, content } = order;
  let sent: Sent = { method, url: new URL(uri), headers: await headersFor(order, settings), content };
  for (let hops = 0; ; hops += 1) {
    const answer = await send(sent);
    const next = hops < mostRedirects ? redirected(sent, answer) : undefined;
    if (next === undefined) {
      const body = await text(answer);
      return { statusCode: answer.statusCode ?? 0, headers: headersOf(answer), content: body };
    }
    answer.resume();
    sent = next;
  }
}

async function send({ method, url, headers, content }: Sent): Promise<IncomingMessage> {
  const open = url.protocol === "https:" ? openSecure : openPlain;
  return await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = open(url, { method, headers }, resolve);
    outgoing.on("error", reject);
    outgoing.end(content ?? undefined);
  });
}

/** undefined: this is the answer to hand over. No token goes along, and what was secure stays secure. */
function redirected({ method, url, headers, content }: Sent, answer: IncomingMessage): Sent | undefined {
  const { statusCode = 0 } = answer;
  const { location } = answer.headers;
  if (![300, 301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  if (!URL.canParse(location, url.href)) return undefined;
  const next = new URL(location, url);
  if (next.protocol !== url.protocol && next.protocol !== "https:") return undefined;
  const { authorization: _left, ...kept } = headers;
  const becomesGet =
    statusCode === 303 ? method !== "GET" && method !== "HEAD" : statusCode < 303 && method === "POST";
  if (!becomesGet) return { method, url: next, headers: kept, content };
  const { "content-type": _type, "content-length": _length, ...others } = kept;
  return { method: "GET", url: next, headers: others, content: null };
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
