import type { RequestListener, ServerResponse } from "node:http";
import type { FaultBook } from "../faults/fault-book.ts";
import type {
  AcceptedWrite,
  Agenda,
  ArmAnswer,
  ArmLedger,
  ArmOperation,
  ArmProvider,
  ArmRequest,
} from "../joints.ts";
import { hasToken, readRequest, sendAnswer, type Answered, type Asked } from "../wire/exchange.ts";

export interface ArmFront {
  readonly listener: RequestListener;
  addProvider(provider: ArmProvider): void;
  ledger(): ArmLedger;
  onHeld(listener: (name: string) => void): void;
  dropHeld(name: string): void;
}

const host = "management.azure.com";

interface FrontOptions {
  readonly agenda: Agenda;
  readonly faults: FaultBook;
  /** The name of the fault, when the answer to the write just made is to be held. */
  readonly heldBy: () => string | undefined;
}

/** management.azure.com: finds who serves a path, applies the faults, and keeps the ledger. */
export function createArmFront(options: FrontOptions): ArmFront {
  const providers: ArmProvider[] = [];
  const ledger = new Ledger();
  const held = new HeldAnswers();

  const serve = (asked: Asked, response: ServerResponse): void => {
    const request = requestOf(asked);
    const operation = providers
      .map((provider) => provider.find(request))
      .find((found) => found !== undefined);
    const answer = answerTo(asked, operation, { faults: options.faults, ledger });
    if (operation !== undefined && answer.status < 300 && operation.isWrite) {
      const { operationId, resourceId } = operation;
      const { method } = asked;
      ledger.writes.push({
        atMs: options.agenda.now(),
        method,
        operationId,
        resourceId,
        status: answer.status,
        body: request.body,
      });
      const name = options.heldBy();
      if (name !== undefined) return held.hold(name, response);
    }
    sendAnswer(response, wholeAnswer(answer));
  };

  return {
    listener: (request, response) => {
      readRequest(request, host)
        .then((asked) => serve(asked, response))
        .catch((fault: unknown) => {
          // a fault of the simulator must be loud, and must not look like a slow Azure
          const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
          process.stderr.write(`simulated ARM: ${text}\n`);
          response.destroy();
        });
    },
    addProvider: (provider) => void providers.push(provider),
    ledger: () => ({ calls: { ...ledger.calls }, writes: [...ledger.writes], throttled: ledger.throttled }),
    onHeld: (listener) => void held.listeners.push(listener),
    dropHeld: (name) => held.drop(name),
  };
}

/** What was asked so far, refused calls too. */
class Ledger {
  readonly calls: Record<string, number> = {};
  readonly writes: AcceptedWrite[] = [];
  throttled = 0;
}

/** Answers whose effect has happened, and whose askers are about to be killed. */
class HeldAnswers {
  readonly listeners: ((name: string) => void)[] = [];
  private readonly responses = new Map<string, ServerResponse>();

  hold(name: string, response: ServerResponse): void {
    this.responses.set(name, response);
    for (const listener of this.listeners) listener(name);
  }

  drop(name: string): void {
    this.responses.get(name)?.destroy();
    this.responses.delete(name);
  }
}

function answerTo(
  asked: Asked,
  operation: ArmOperation | undefined,
  { faults, ledger }: { faults: FaultBook; ledger: Ledger },
): ArmAnswer {
  if (operation !== undefined)
    ledger.calls[operation.operationId] = (ledger.calls[operation.operationId] ?? 0) + 1;
  const refusal = refusalOf(asked, operation);
  if (refusal !== undefined || operation === undefined) return refusal ?? unknown(asked);
  const seconds = faults.throttled(operation.operationId);
  if (seconds === undefined) return operation.answer();
  ledger.throttled += 1;
  return {
    ...error(429, "TooManyRequests", "Too many requests."),
    headers: { "retry-after": String(seconds) },
  };
}

const requestOf = (asked: Asked): ArmRequest => ({
  method: asked.method,
  path: decodeURIComponent(asked.url.pathname),
  query: asked.url.searchParams,
  headers: asked.headers,
  body: jsonOf(asked.body),
});

function refusalOf(asked: Asked, operation: ArmOperation | undefined): ArmAnswer | undefined {
  if (!hasToken(asked))
    return error(
      401,
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing.",
    );
  if (operation !== undefined && !asked.url.searchParams.has("api-version")) {
    return error(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  return undefined;
}

const unknown = (asked: Asked): ArmAnswer =>
  error(404, "ResourceNotFound", `The resource '${decodeURIComponent(asked.url.pathname)}' was not found.`);

const error = (status: number, code: string, message: string): ArmAnswer => ({
  status,
  body: { error: { code, message } },
});

function wholeAnswer({ status, headers = {}, body }: ArmAnswer): Answered {
  const type = body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  const text = body === undefined ? "" : JSON.stringify(body);
  return {
    status,
    headers: { ...headers, ...type, "x-ms-request-id": "00000000-0000-0000-0000-000000000000" },
    body: text,
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return body.length === 0 ? undefined : (JSON.parse(body.toString("utf8")) as unknown);
  } catch {
    return undefined;
  }
}
