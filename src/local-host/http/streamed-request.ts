import { randomUUID } from "node:crypto";
import { request, type IncomingMessage } from "node:http";
import { empty, type ArrivingRequest, type HostAnswer } from "./exchange.ts";
import { metadataOf } from "./http-metadata.ts";
import type { HttpCall, HttpDoor } from "./http-triggers.ts";
import { mostBodyBytes } from "./server.ts";

/** How the app's own server finds the invocation that a request belongs to. */
const invocationIdHeader = "x-ms-invocation-id";

/**
 * HTTP streaming (`app.setup({ enableHttpStream: true })`): the request goes on to the app's own server as it comes,
 * and what that server answers comes back as it is told. Resolves as soon as the answer has begun; the rest of its body
 * is the sender's to wait for.
 */
export async function runStreamed(
  door: HttpDoor & { readonly httpUri: () => Promise<string | undefined> },
  call: HttpCall,
  arriving: ArrivingRequest,
): Promise<HostAnswer> {
  const { target } = call;
  const id = randomUUID();
  const sentTo = (await door.httpUri()) ?? "";
  const passing = passOn(arriving, { httpUri: sentTo, id });
  let invoked: Promise<void> | undefined;
  try {
    // an invocation whose request never comes would wait for ever
    await passing.begun;
    invoked = invoke(door, call, { id, sentTo });
    const answer = await Promise.race([passing.answered, invoked.then(async () => passing.answered)]);
    invoked.catch((error: unknown) => {
      door.onError(target, error);
      // production lets whoever asked wait for the rest until its limit of 240 seconds
      answer.destroy();
    });
    return { status: answer.statusCode ?? 200, headers: endToEnd(answer.headers), body: answer };
  } catch (error) {
    passing.stop();
    const settled = invoked?.catch(() => undefined);
    // the function may be reading what has broken off, and comes to its end now
    if (error instanceof Interrupted) await settled;
    door.onError(target, error);
    return empty(error instanceof Unpassable ? error.status : 500);
  }
}

async function invoke(
  door: HttpDoor,
  call: HttpCall,
  told: { readonly id: string; readonly sentTo: string },
): Promise<void> {
  const { target } = call;
  const metadata = metadataOf(call);
  const { isNothing } = await door.invoke({ target, ...told, data: { http: {} }, metadata });
  if (isNothing !== true) return;
  throw new Error(
    "The function has returned nothing. With HTTP streaming production sends no answer then, and whoever asked waits for 240 seconds; return a response.",
  );
}

/** The request has not come through. */
class Unpassable extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** It broke off under way, while the function may be reading it. */
class Interrupted extends Unpassable {}

interface Passing {
  /** The app knows of it. */
  readonly begun: Promise<unknown>;
  readonly answered: Promise<IncomingMessage>;
  stop(): void;
}

function passOn(
  { head, incoming }: ArrivingRequest,
  { httpUri, id }: { readonly httpUri: string; readonly id: string },
): Passing {
  const begun = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<IncomingMessage>();
  answered.promise.catch(() => undefined);
  const { hostname, port } = new URL(httpUri);
  const { method, url } = head;
  const headers = { ...endToEnd(incoming.headers), ...forwardedHeaders(incoming), [invocationIdHeader]: id };
  const path = `${url.pathname}${url.search}`;
  // no connection is used twice: an idle one may be closed at any moment
  const passing = request({ agent: false, hostname, port, method, path, headers });
  passing.once("socket", (socket) => socket.once("connect", begun.resolve));
  passing.once("response", answered.resolve);
  passing.on("error", (error) => {
    incoming.unpipe(passing);
    incoming.resume();
    const problem =
      error instanceof Unpassable ? error : new Unpassable(502, error.message, { cause: error });
    begun.reject(problem);
    answered.reject(problem);
  });
  stopWhenInterrupted(incoming, (problem) => passing.destroy(problem));
  passing.flushHeaders();
  incoming.pipe(passing);
  return { begun: begun.promise, answered: answered.promise, stop: () => passing.destroy() };
}

function stopWhenInterrupted(incoming: IncomingMessage, stop: (problem: Interrupted) => void): void {
  const onClose = (): void => {
    if (!incoming.complete) stop(new Interrupted(400, "Whoever asked has gone."));
  };
  if (incoming.destroyed) onClose();
  else incoming.once("close", onClose);
  const most = mostBodyBytes();
  let length = 0;
  incoming.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > most) stop(new Interrupted(413, "The body of the request is too long."));
  });
}
const ofConnection: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
]);

type Headers = IncomingMessage["headers"];

/** Without what belongs to one connection; how the body is framed stays, for that is the sender's choice. */
function endToEnd(headers: Headers): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(([name]) => !ofConnection.has(name));
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}

const forwardedHeaders = ({ headers, socket }: IncomingMessage): Record<string, string> => ({
  // closed at the end of the answer, it would cut off what is still being sent
  connection: "keep-alive",
  "x-forwarded-for": socket.remoteAddress ?? "127.0.0.1",
  "x-forwarded-host": headers.host ?? "127.0.0.1",
  "x-forwarded-proto": "http",
});
