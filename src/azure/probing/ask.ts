import type { ClientRequest, IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { codeOf, deadline, whose, type Stage, type Whose } from "./cause.ts";

export interface Question {
  /** The name that is connected to and must be in the certificate. */
  readonly connectTo: string;
  /** What the Host header says: an origin is asked by the public name, as Front Door asks. */
  readonly host: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly kind: "answered";
  readonly status: number;
  /** The header `x-environment`, which every response of an application names its color by. */
  readonly environment: string | undefined;
  /** The first 64 KB. */
  readonly body: string;
  readonly latencyMs: number;
}

/** `why`: a code or a few words of ours, never anything that was sent. */
export interface Unanswered {
  readonly kind: "unanswered";
  readonly whose: Whose;
  readonly why: string;
}

export type Ask = (question: Question) => Promise<Asked | Unanswered>;

const mostBytes = 65_536;

export interface AskOptions {
  readonly agent?: https.Agent;
  readonly port?: number;
  /** For the whole exchange: name, connection, TLS, headers and body. */
  readonly deadlineMs?: number;
}

/** One GET over TLS, following nothing. The exchange ends at its deadline, or at 64 KB of body, whichever comes first. */
export function asker(options: AskOptions = {}): Ask {
  const { deadlineMs = 10_000 } = options;
  return async (question) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const first = await exchange(question, { ...options, signal });
    // a kept connection may have been closed at the other end just now: that says nothing about who is there
    return first === "stale" ? notStale(await exchange(question, { ...options, signal })) : first;
  };
}

const notStale = (answer: Asked | Unanswered | "stale"): Asked | Unanswered =>
  answer === "stale" ? { kind: "unanswered", whose: "environment", why: "ECONNRESET" } : answer;

async function exchange(
  question: Question,
  options: AskOptions & { readonly signal: AbortSignal },
): Promise<Asked | Unanswered | "stale"> {
  const begun = performance.now();
  const { agent = https.globalAgent, port = 443, signal } = options;
  return new Promise((resolve) => {
    const request = https.request({
      method: "GET",
      host: question.connectTo,
      servername: question.connectTo,
      port,
      path: question.path,
      headers: headersOf(question),
      agent,
      signal,
    });
    const stage = stagesOf(request);
    request.on("response", (response) => {
      read(response, {
        done: (body) => resolve(answerOf(response, body, performance.now() - begun)),
        enough: () => request.destroy(),
      });
      response.on("error", (error) => resolve(unanswered(error, stage(), signal)));
    });
    request.on("error", (error) => {
      const isStale = request.reusedSocket && !signal.aborted && stage() === "asking";
      resolve(isStale ? "stale" : unanswered(error, stage(), signal));
    });
    request.end();
  });
}

const headersOf = ({ host, headers }: Question): Readonly<Record<string, string>> => ({
  ...headers,
  host,
  "user-agent": "aks-blue-green-probe",
  "cache-control": "no-cache",
});

/** How far the exchange has come, as its socket tells. */
function stagesOf(request: ClientRequest): () => Stage {
  let stage: Stage = "resolving";
  const reached = (next: Stage) => () => void (stage = next);
  request.on("socket", (socket: Socket & { readonly secureConnecting?: boolean }) => {
    // behind a proxy, and on a kept connection, the socket comes when it is connected
    if (!socket.connecting) stage = socket.secureConnecting === true ? "securing" : "asking";
    // it has nothing more to tell, and listeners would pile up on a kept one
    if (stage === "asking") return;
    socket.once("lookup", reached("connecting"));
    socket.once("connect", reached("securing"));
    socket.once("secureConnect", reached("asking"));
  });
  request.on("response", reached("reading"));
  return () => stage;
}

function read(
  response: IncomingMessage,
  then: { readonly done: (body: string) => void; readonly enough: () => void },
): void {
  let body = "";
  response.setEncoding("utf8");
  response.on("data", (piece: string) => {
    body += piece;
    if (body.length < mostBytes) return;
    then.done(body.slice(0, mostBytes));
    then.enough();
  });
  response.on("end", () => then.done(body));
}

function answerOf(response: IncomingMessage, body: string, latencyMs: number): Asked {
  const said = response.headers["x-environment"];
  const environment = typeof said === "string" ? said.slice(0, longestName) : undefined;
  return { kind: "answered", status: response.statusCode ?? 0, environment, body, latencyMs };
}

/** What a stranger says of itself ends up in evidence. */
const longestName = 40;

function unanswered(error: unknown, stage: Stage, signal: AbortSignal): Unanswered {
  const code = signal.aborted ? deadline : codeOf(error, stage);
  const why = code === deadline ? `not done in time while ${stage}` : (code ?? `broken off while ${stage}`);
  return { kind: "unanswered", whose: whose(code, stage), why };
}
