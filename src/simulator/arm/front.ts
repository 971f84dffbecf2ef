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
import type { Recorder } from "../wire/recorder.ts";

export interface ArmFront {
  readonly listener: RequestListener;
  addProvider(provider: ArmProvider): void;
  ledger(): ArmLedger;
  onHeld(listener: (name: string) => void): void;
  dropHeld(name: string): void;
}

const host = "management.azure.com";

/** management.azure.com: finds who serves a path, applies the faults, and keeps the ledger. */
export function createArmFront(options: {
  agenda: Agenda;
  faults: FaultBook;
  heldBy: () => string | undefined;
  record: Recorder;
}): ArmFront {
  const { agenda, faults, record } = options;
  const providers: ArmProvider[] = [];
  const calls: Record<string, number> = {};
  const writes: AcceptedWrite[] = [];
  const held = new Map<string, ServerResponse>();
  const listeners: ((name: string) => void)[] = [];
  let throttled = 0;

  const answerTo = (asked: Asked): { answer: ArmAnswer; operation: ArmOperation | undefined } => {
    const request = requestOf(asked);
    const operation = providers
      .map((provider) => provider.find(request))
      .find((found) => found !== undefined);
    if (operation !== undefined) calls[operation.operationId] = (calls[operation.operationId] ?? 0) + 1;
    const refusal = refusalOf(asked, operation);
    if (refusal !== undefined || operation === undefined)
      return { answer: refusal ?? unknown(asked), operation: undefined };
    const seconds = faults.throttled(operation.operationId);
    if (seconds === undefined) return { answer: operation.answer(), operation };
    throttled += 1;
    return {
      answer: {
        ...error(429, "TooManyRequests", "Too many requests."),
        headers: { "retry-after": String(seconds) },
      },
      operation,
    };
  };

  const serve = async (asked: Asked, response: ServerResponse): Promise<void> => {
    const { answer, operation } = answerTo(asked);
    if (operation?.isWrite === true && answer.status < 300) {
      const { operationId, resourceId } = operation;
      writes.push({
        atMs: agenda.now(),
        method: asked.method,
        operationId,
        resourceId,
        status: answer.status,
        body: jsonOf(asked.body),
      });
      const name = options.heldBy();
      if (name !== undefined) {
        held.set(name, response);
        for (const listener of listeners) listener(name);
        return;
      }
    }
    const whole = wholeAnswer(answer);
    record(asked, whole);
    sendAnswer(response, whole);
  };

  return {
    listener: (request, response) => {
      readRequest(request, host)
        .then(async (asked) => serve(asked, response))
        .catch((fault: unknown) => {
          // a fault of the simulator must be loud, and must not look like a slow Azure
          process.stderr.write(
            `simulated ARM: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`,
          );
          response.destroy();
        });
    },
    addProvider: (provider) => void providers.push(provider),
    ledger: () => ({ calls: { ...calls }, writes: [...writes], throttled }),
    onHeld: (listener) => void listeners.push(listener),
    dropHeld: (name) => {
      held.get(name)?.destroy();
      held.delete(name);
    },
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
