import { appendFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/** Lets a host's requests pass and writes them down. */
export type Recorder = (host: string, listener: RequestListener) => RequestListener;

/**
 * Every exchange as one JSON a line, with the simulated Azure's time; sign-in is left out. It stands in front of whoever
 * serves the host, so that nobody who answers has to think of it. An answer that never came, because its asker died,
 * has status 0.
 */
export function recorderTo(file: string | undefined, now: () => number): Recorder {
  if (file === undefined) return (_host, listener) => listener;
  writeFileSync(file, "");
  return (host, listener) => (request, response) => {
    const at = isoOf(now());
    const asked = collect(request);
    const answered = overhear(response);
    response.once("close", () => {
      const { authorization: _secret, ...requestHeaders } = request.headers;
      const line = {
        at,
        answeredAt: isoOf(now()),
        method: request.method,
        url: new URL(request.url ?? "/", `https://${host}`).href,
        requestHeaders,
        requestBody: textOrJson(asked()),
        ...answered(),
      };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    });
    listener(request, response);
  };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Reads along: whoever serves the request still gets every piece of it. */
function collect(request: IncomingMessage): () => string {
  const pieces: Buffer[] = [];
  const push = request.push.bind(request);
  request.push = (piece: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(piece)) pieces.push(piece);
    return push(piece, encoding);
  };
  return () => Buffer.concat(pieces).toString("utf8");
}

interface Overheard {
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, unknown>>;
  readonly responseBody: unknown;
}

/** Listens in on the three ways by which an answer leaves. */
function overhear(response: ServerResponse): () => Overheard {
  const pieces: Buffer[] = [];
  let headers: Readonly<Record<string, unknown>> = {};
  const keep = (piece: unknown): void => {
    if (typeof piece === "string") pieces.push(Buffer.from(piece));
    else if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece));
  };
  before(response, "writeHead", (...given) => {
    headers = (given.find((one) => typeof one === "object") ?? {}) as Readonly<Record<string, unknown>>;
  });
  before(response, "write", keep);
  before(response, "end", keep);
  return () => ({
    status: response.headersSent ? response.statusCode : 0,
    responseHeaders: { ...response.getHeaders(), ...headers },
    responseBody: textOrJson(Buffer.concat(pieces).toString("utf8")),
  });
}

type Method = (...given: unknown[]) => unknown;

function before(
  response: ServerResponse,
  name: "writeHead" | "write" | "end",
  look: (...given: unknown[]) => void,
): void {
  const original = response[name].bind(response) as Method;
  const replacement: Method = (...given) => {
    look(...given);
    return original(...given);
  };
  Object.assign(response, { [name]: replacement });
}

function textOrJson(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
